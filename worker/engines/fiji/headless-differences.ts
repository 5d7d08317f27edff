import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loopFolder } from "./host";

export interface HeadlessDifference {
  /** 1-based. */
  readonly line: number;
  /** The words of the macro, `Table.create(`. */
  readonly found: string;
  readonly why: string;
}

/** What a macro does otherwise in a Fiji without a display, and without a word, as far as its text shows. */
export function headlessDifferences(macro: string): readonly HeadlessDifference[] {
  const code = macro.replace(TEXTS, (one) => (one.startsWith("/") ? one.replace(/[^\n]/g, " ") : one));
  return rules().flatMap(({ pattern, why }) =>
    [...code.matchAll(pattern)].map(({ 0: found, index }) => ({
      line: code.slice(0, index).split("\n").length,
      found,
      why,
    })),
  );
}

/** Texts in quotes, and comments. */
const TEXTS = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*/g;

/** The list that the loop inside Fiji refuses by. */
function rules(): readonly { readonly pattern: RegExp; readonly why: string }[] {
  const lines = readFileSync(join(loopFolder(), "headless.tsv"), "utf8").split("\n");
  return lines.flatMap((line) => {
    const [pattern = "", why] = line.split("\t");
    return why === undefined ? [] : [{ pattern: new RegExp(pattern, "g"), why }];
  });
}
