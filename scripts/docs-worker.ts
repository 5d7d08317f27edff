// Writes the tables of docs/worker.md from the contracts; a test fails when they are stale.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { workerEnvSchema } from "../worker/contract/env";
import { FAILURES } from "../worker/contract/failure";

export const WORKER_DOCS = join(__dirname, "../docs/worker.md");
const ENV_SOURCE = join(__dirname, "../worker/contract/env.ts");

/** The page with fresh tables. */
export function withTables(page: string): string {
  return between(between(page, "failures", failureTable()), "environment", environmentTable());
}

function failureTable(): string {
  const rows = Object.entries(FAILURES).map(
    ([name, { counted, meaning, advice }]) => `| \`${name}\` | ${counted ? "yes" : "no"} | ${meaning} | ${advice} |`,
  );
  return ["| class | counts | meaning | what to do |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function environmentTable(): string {
  const meanings = new Map(
    [...readFileSync(ENV_SOURCE, "utf8").matchAll(/\/\*\* ([^*]+) \*\/\n {2}([A-Z_]+):/g)].map(
      ([, meaning = "", name = ""]) => [name, meaning] as const,
    ),
  );
  const rows = Object.entries(workerEnvSchema.shape).map(([name, schema]) => {
    const fallback = schema.safeParse(undefined);
    const shown = fallback.success
      ? fallback.data === undefined
        ? "absent"
        : `\`${show(fallback.data)}\``
      : "required";
    return `| \`${name}\` | ${shown} | ${schema.description ?? meanings.get(name) ?? ""} |`;
  });
  return ["| variable | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

const show = (value: unknown): string =>
  value === "" || (Array.isArray(value) && value.length === 0) ? '""' : String(value);

function between(page: string, name: string, table: string): string {
  const part = new RegExp(`(<!-- ${name}:[^>]*-->\n)[^]*?(<!-- /${name} -->)`);
  if (!part.test(page)) throw new Error(`docs/worker.md has no place for ${name}`);
  return page.replace(part, (_, open: string, close: string) => `${open}\n${table}\n\n${close}`);
}

if (require.main === module) writeFileSync(WORKER_DOCS, withTables(readFileSync(WORKER_DOCS, "utf8")));
