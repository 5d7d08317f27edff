import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Place } from "../bookkeeping/result-location";
import { type Layout, parseLayout } from "../plate/layout";
import { CliError, EXIT } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type PlaceOptions } from "../shared/options";
import { placeWords } from "./data/place-words";
import { type PageOptions } from "./data/read-page-data";

/** Options of every command that makes the page. */
export interface PageCommandOptions extends PlaceOptions {
  readonly layout?: string;
  readonly table?: readonly string[];
  readonly column?: readonly string[];
  readonly stat?: readonly string[];
  readonly tablesMib?: number;
  readonly plateFormat?: number;
  readonly all?: boolean;
}

/** @throws {CliError} exit 2 as `parseLayout`, and when the layout cannot be read */
export async function pageOptions(options: PageCommandOptions, place: Place, { cwd }: CliIo): Promise<PageOptions> {
  const { layout: file, table, column, stat, tablesMib, all, plateFormat } = options;
  const layout = file === undefined ? undefined : { file, layout: await readLayout(resolve(cwd, file), file) };
  return { words: placeWords(options, place, cwd), table, column, stat, tablesMib, all, plateFormat, layout };
}

async function readLayout(path: string, shown: string): Promise<Layout> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new CliError(EXIT.badInput, `--layout ${shown} cannot be read: ${(error as Error).message}`);
  });
  return parseLayout(text, shown);
}
