import Table from "cli-table3";

/** Prints rows as a table for a terminal, and as Markdown for docs/benchmarks.md. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const table = new Table({ head: [...head], style: { head: [], border: [] } });
  table.push(...rows.map((row) => [...row]));
  console.log(`\n${title}\n${table.toString()}`);
}

export const seconds = (value: number): string => value.toFixed(value < 10 ? 2 : 1);
export const ratio = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
