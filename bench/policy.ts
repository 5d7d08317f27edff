// npm run bench:policy [-- --resources 500 --rounds 5]: how long the policy pack takes for a stack, besides its start.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Analyzer } from "../test/helpers/analyzer-process";
import type { StackResource } from "../test/helpers/analyzer-messages";
import { handMade } from "../test/helpers/hand-made-stack";

/** For 500 resources, on a computer that does nothing else. */
const LIMIT_SECONDS = 2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { resources: { type: "string", default: "500" }, rounds: { type: "string", default: "5" } },
  });
  const stack = stackOf(Number(values.resources));
  const began = performance.now();
  const analyzer = await Analyzer.start(join(__dirname, "..", "policy"));
  console.log(`start ${secondsSince(began)} s (the pack is compiled; \`npm run policy:bundle\` starts without)`);
  try {
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const start = performance.now();
      const processorBefore = processorSeconds(analyzer.pid);
      const reports = await analyzer.reports(stack);
      const processor = (processorSeconds(analyzer.pid) - processorBefore).toFixed(2);
      console.log(
        `round ${round}: ${stack.length} resources, ${analyzer.policies.length} policies, ${reports.length} reports: ${secondsSince(start)} s, of which the pack's process computed ${processor} s (limit ${LIMIT_SECONDS} s for 500)`,
      );
    }
  } finally {
    await analyzer.stop();
  }
}

/** The stack made by hand over and over, each copy with names of its own: many experiments in one program. */
function stackOf(size: number): StackResource[] {
  const parts = Object.values(handMade) as StackResource[];
  return Array.from({ length: size }, (_, index) => {
    const copy = Math.floor(index / parts.length);
    const own = (text: string): string => text.replaceAll("stitch", `stitch${copy}`);
    return JSON.parse(own(JSON.stringify(parts[index % parts.length])), (key, value: unknown) =>
      key === "name" && typeof value === "string" && !value.includes("stitch") ? `${value}-${copy}` : value,
    ) as StackResource;
  });
}

/** Processor time of a process so far, as Linux tells it in hundredths of a second; NaN elsewhere. */
function processorSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(2);
}

void main();
