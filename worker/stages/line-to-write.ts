import { basename, join } from "node:path";

/** What to write so that a file becomes a result: for a macro a line, else a place. */
export function lineToWrite(path: string, scriptName: string): string {
  const name = basename(path);
  if (!/\.(?:ijm|txt)$/i.test(scriptName)) return join("<output>", name);
  const place = `output + File.separator + ${JSON.stringify(name)}`;
  const [, format] = FORMATS.find(([extensions]) => extensions.test(name)) ?? [];
  return format === undefined ? place : `saveAs("${format}", ${place});`;
}

const FORMATS: readonly (readonly [names: RegExp, format: string])[] = [
  [/\.tiff?$/i, "Tiff"],
  [/\.(?:csv|tsv|xls)$/i, "Results"],
  [/\.png$/i, "PNG"],
  [/\.jpe?g$/i, "Jpeg"],
];
