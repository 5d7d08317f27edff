import { createReadStream } from "node:fs";

/**
 * The lines of a UTF-8 file, without line breaks and byte order mark. Only LF and CRLF end a line: `node:readline`
 * also cuts at U+2028, which JSON leaves as it is.
 */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  let isFirst = true;
  for await (const chunk of createReadStream(path, { encoding: "utf8" }) as AsyncIterable<string>) {
    const lines = (rest + (isFirst ? chunk.replace(/^\uFEFF/, "") : chunk)).split("\n");
    isFirst = false;
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (rest !== "") yield rest.endsWith("\r") ? rest.slice(0, -1) : rest;
}
