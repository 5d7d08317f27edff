import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";

/** One macro, and what its head says of it (README.md). */
export interface Case {
  /** `GROUP/NAME`. */
  readonly name: string;
  readonly source: string;
  readonly covers: readonly string[];
  /** Names of shared inputs that it opens. */
  readonly inputs: readonly string[];
  /** How it must end on the desktop. */
  readonly ends: "well" | "error";
}

/** What inputs.ijm makes. */
export const INPUTS: readonly string[] = [
  "cells-8.tif",
  "cells-16.tif",
  "float.tif",
  "rgb.tif",
  "binary.tif",
  "stack-8.tif",
  "hyper.tif",
  "rois.zip",
  "table.csv",
  "text.txt",
  "palette.lut",
];

/**
 * All cases below `cases/`, by name.
 * @throws {Error} that lists every head that is wrong
 */
export function readCases(folder = join(__dirname, "cases")): Case[] {
  const paths = globSync("*/*.ijm", { cwd: folder }).sort();
  const problems: string[] = [];
  const cases = paths.map((path) => {
    const source = readFileSync(join(folder, path), "utf8");
    const name = path.replace(/\.ijm$/, "");
    return parseCase(name, source, (problem) => problems.push(`${name}: ${problem}`));
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return cases;
}

/** Exported for its test. */
export function parseCase(name: string, source: string, onProblem: (problem: string) => void): Case {
  const covers = listIn(source, "covers");
  const inputs = listIn(source, "input").filter((input) => input !== "none");
  const [ends = "", ...more] = listIn(source, "ends");
  if (covers.length === 0) onProblem("the head has no `// covers:`");
  for (const input of inputs) if (!INPUTS.includes(input)) onProblem(`there is no input "${input}"`);
  const isEnd = (ends === "well" || ends === "error") && more.length === 0;
  if (!isEnd) onProblem("the head must have `// ends: well` or `// ends: error`");
  return { name, source, covers, inputs, ends: ends === "error" ? "error" : "well" };
}

/** The values of a line of the head. Spaces split nothing: menu commands have some. */
function listIn(source: string, key: string): string[] {
  const head = /^(?:\/\/.*(?:\r?\n|$))*/.exec(source)?.[0] ?? "";
  const lines = [...head.matchAll(new RegExp(`^// ${key}:(.*)$`, "gm"))].map((match) => match[1] ?? "");
  return lines.flatMap((line) => line.split(",").map((value) => value.trim())).filter((value) => value !== "");
}
