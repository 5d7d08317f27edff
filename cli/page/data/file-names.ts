/**
 * Names of files repeat but for the job's own values: `P1/A01_s1.tif` of a job of plate P1, well A01 and site s1 is
 * `P1/A01_s1.tif` with three places, and all jobs of a plate share it. Pure: no imports.
 */

/** Marks the number of a value within a template; no name of a file holds it. */
const MARK = "\u0001";
const END = "\u0002";
/** Shorter values are in names by chance. */
const SHORTEST = 2;

/** The name with the job's values as their numbers. @param values of the job, its name among them */
export function toTemplate(file: string, values: readonly string[]): string {
  if (file.includes(MARK)) return file;
  const longest = values
    .map((value, index) => ({ value, index }))
    .filter(({ value }) => value.length >= SHORTEST && !value.includes(MARK))
    .sort((a, b) => b.value.length - a.value.length);
  let pieces: readonly string[] = [file]; // every second piece is a mark
  for (const { value, index } of longest) {
    const mark = `${MARK}${index}${END}`;
    pieces = pieces.flatMap((piece, at) =>
      at % 2 === 1 ? [piece] : piece.split(value).flatMap((part, first) => (first === 0 ? [part] : [mark, part])),
    );
  }
  return pieces.join("");
}

/** The name again. */
export const fromTemplate = (template: string, values: readonly string[]): string =>
  template.replace(/\u0001(\d+)\u0002/g, (_, index: string) => values[Number(index)] ?? "");
