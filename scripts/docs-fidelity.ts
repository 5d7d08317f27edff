// Writes the generated parts of docs/fidelity.md: the results from the last run of all cases, and what no case covers. A test
// fails when the second one is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REFUSALS } from "../test/fidelity/compare";
import { coverageOf, knownNames } from "../test/fidelity/coverage";
import { readCases } from "../test/fidelity/harness-cases";
import { keptResults, type Results, type Row, VERDICTS } from "../test/fidelity/results";
import { RUN_DISPLAYS } from "../worker/contract/display";

export const FIDELITY_DOCS = join(__dirname, "../docs/fidelity.md");

/** What the groups of cases are about, by their folders. */
const GROUPS: Readonly<Record<string, string>> = {
  commands: "menu commands, with options as the recorder writes them and with variables",
  functions: "functions of the macro language",
  programs: "whole programs of 10 to 60 lines",
  fails: "what must fail: the text and the line of the error",
  sample: "what the comparison itself is tested with",
};

/** The page with a fresh list of what no case covers. */
export function withCoverage(page: string): string {
  const [cases, names] = [readCases(), knownNames()];
  const { menus, functions } = coverageOf(cases, names);
  const groups = Object.entries(GROUPS).map(([group, about]) => {
    const count = cases.filter(({ name }) => name.startsWith(`${group}/`)).length;
    return `| \`${group}\` | ${about} | ${count} |`;
  });
  const part = [
    "| group | about | cases |",
    "| --- | --- | --- |",
    ...groups,
    "",
    `${cases.length} cases cover ${names.menus.length - menus.length} of the ${names.menus.length} menu entries of ImageJ 1.54f`,
    `and ${names.functions.length - functions.length} of the ${names.functions.length} functions of its macro language. No case covers these:`,
    "",
    ...byStart(menus, " > ", 0),
    ...byStart(functions, ".", 1),
  ];
  return between(page, "coverage", part.join("\n"));
}

/** The page with the results of a run of each way. */
export function withResults(page: string, runs: readonly Results[]): string {
  const rows = runs[0]?.rows ?? [];
  const races = rows.filter(({ accepted }) => accepted > 1).map(({ name }) => `\`${name}\``);
  const part = [
    ...runs.flatMap(ofRun),
    `Cases where the desktop races with itself, and each of its answers is accepted: ${races.join(", ") || "none"}.`,
  ];
  return between(page, "results", part.join("\n"));
}

function ofRun({ display, rows }: Results): readonly string[] {
  const count = (some: readonly Row[], verdict: Row["verdict"]): number =>
    some.filter((row) => row.verdict === verdict).length;
  const groups = Object.keys(GROUPS).map((group) => {
    const some = rows.filter(({ name }) => name.startsWith(`${group}/`));
    return [`\`${group}\``, some.length, ...VERDICTS.map((verdict) => count(some, verdict))];
  });
  const all = ["all", rows.length, ...VERDICTS.map((verdict) => count(rows, verdict))];
  const way = display === "virtual" ? "With a display" : "Without a display";
  return [
    `### ${way}: \`--display ${display}\``,
    "",
    `| group | cases | ${VERDICTS.join(" | ")} |`,
    `| --- | --- |${" --- |".repeat(VERDICTS.length)}`,
    ...[...groups, all].map((cells) => `| ${cells.join(" | ")} |`),
    "",
    "Refused:",
    "",
    ...table(["case", "reason", "cure"], rows, "refused", ({ why }) => [why, cureOf(why)]),
    "",
    "Differs:",
    "",
    ...table(["case", "first difference"], rows, "differs", ({ why }) => [`\`${why.replaceAll("`", "'")}\``]),
    "",
  ];
}

/** One line for all names with the same start, which ends at the last `separator`. */
function byStart(names: readonly string[], separator: string, keep: number): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const start = name.slice(0, Math.max(0, name.lastIndexOf(separator) + keep));
    groups.set(start, [
      ...(groups.get(start) ?? []),
      name.slice(start === "" ? 0 : name.lastIndexOf(separator) + separator.length),
    ]);
  }
  return [...groups].map(([start, ends]) => {
    const list = ends.map((end) => `\`${end.trim()}\``).join(", ");
    return `- ${start === "" ? "" : `**${start.trim()}** `}${list}`;
  });
}

function table(
  head: readonly string[],
  rows: readonly Row[],
  verdict: Row["verdict"],
  cells: (row: Row) => readonly string[],
): string[] {
  const some = rows.filter((row) => row.verdict === verdict);
  if (some.length === 0) return ["None."];
  const lines = [head, head.map(() => "---"), ...some.map((row) => [`\`${row.name}\``, ...cells(row)])];
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |`);
}

const cureOf = (why: string): string => REFUSALS.find((refusal) => refusal.why === why)?.cure ?? "";

function between(page: string, name: string, part: string): string {
  const place = new RegExp(`(<!-- ${name}:[^>]*-->\n)[^]*?(<!-- /${name} -->)`);
  if (!place.test(page)) throw new Error(`docs/fidelity.md has no place for ${name}`);
  return page.replace(place, (_, open: string, close: string) => `${open}\n${part}\n\n${close}`);
}

function main(): void {
  const names = readCases().map(({ name }) => name);
  const runs = RUN_DISPLAYS.map((display) => {
    const results = keptResults(display);
    const judged = new Set(results.rows.map(({ name }) => name));
    if (judged.size !== names.length || names.some((name) => !judged.has(name))) {
      throw new Error(
        `the results with display ${display} are of other cases: run \`npm run test:fidelity -- --display ${display}\``,
      );
    }
    return results;
  });
  writeFileSync(FIDELITY_DOCS, withResults(withCoverage(readFileSync(FIDELITY_DOCS, "utf8")), runs));
}

if (require.main === module) main();
