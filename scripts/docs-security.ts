// Writes the table of attacks of docs/security.md from test/attacks.ts; a test fails when it is stale.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ATTACKS_TRIED } from "../test/attacks";

export const SECURITY_DOCS = join(__dirname, "..", "docs", "security.md");
const [BEGIN, END] = [
  "<!-- Made by `npm run docs:security` from test/attacks.ts; change that, not this. -->",
  "<!-- end of the table -->",
];

/** The page with the present table. */
export function securityPage(page: string): string {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before === -1 || after === -1) throw new Error(`docs/security.md lacks the lines ${BEGIN} and ${END}`);
  const rows = ATTACKS_TRIED.map(({ by, attack, end, file }) => `| ${by} | ${attack} | ${end} | \`${file}\` |`);
  const table = ["| by | tried | end | test |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return `${page.slice(0, before + BEGIN.length)}\n\n${table}\n\n${page.slice(after)}`;
}

if (require.main === module) writeFileSync(SECURITY_DOCS, securityPage(readFileSync(SECURITY_DOCS, "utf8")));
