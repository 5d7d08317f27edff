import { gzipSync } from "node:zlib";
import { type PageData } from "./page-data";

/** The data as they stand in the file: JSON, gzip, base64; the browser reads them by its own DecompressionStream. */
export const packed = (data: PageData): string => gzipSync(JSON.stringify(data), { level: 6 }).toString("base64");
