import { relative, resolve } from "node:path";
import { type EmptyTable } from "../contract/marker";
import { type TableFacts } from "../engines/engine";
import { type OutputFile } from "./verify";

/**
 * The tables without rows of a run that ended well: nothing was found there, which is a result. They are those that
 * ImageJ was asked to save and wrote no file for; files of 0 bytes that are tables by their name; and those that `expect`
 * names when the script left Results empty and wrote no other table, as `if (nResults > 0) saveAs(…)` does.
 * @param tables absent: the engine cannot tell, and none is noted
 */
export function emptyTablesOf(
  files: readonly OutputFile[],
  tables: TableFacts | undefined,
  { expect = [], outputFolder }: { readonly expect?: readonly string[] | undefined; readonly outputFolder: string },
): readonly EmptyTable[] {
  if (tables === undefined) return [];
  const written = new Set(files.map(({ path }) => path));
  const asked = tables.emptyTables.map((path) => below(outputFolder, path)).filter((name) => name !== undefined);
  const zeroBytes = files.filter(({ path, sizeBytes }) => sizeBytes === 0 && isTable(path)).map(({ path }) => path);
  const isAllFoundNone = tables.resultRows === 0 && !files.some(({ path }) => isTable(path) && !expect.includes(path));
  const expected = isAllFoundNone ? expect.filter((name) => isTable(name) && !/[*?]/.test(name)) : [];
  const unwritten = [...asked, ...expected].filter((name) => !written.has(name));
  return [...new Set([...unwritten, ...zeroBytes])].sort().map((name) => ({ name }));
}

const isTable = (name: string): boolean => /\.(csv|tsv|xls)$/i.test(name);

function below(folder: string, path: string): string | undefined {
  const name = relative(folder, resolve(folder, path));
  return name === "" || name.startsWith("..") ? undefined : name;
}
