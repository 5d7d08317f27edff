// `npm test`: every test once. Files side by side first; then, one by one, those that need the machine for themselves
// (they fill disks and memory, kill what they find, or follow machines through simulated days). Options go to mocha.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { prepare } from "../test/helpers/prepared";
import { type Figures, print } from "../test/helpers/reporter.cjs";

const ALONE = [
  "test/life",
  "test/chaos",
  "test/soak",
  "test/image",
  "test/worker/disk-full",
  "test/worker/out-of-memory",
  "test/worker/shared-memory",
];
const ROOT = join(__dirname, "..");

async function main(): Promise<void> {
  const isAlone = (file: string): boolean => ALONE.some((start) => file.startsWith(start));
  const isSlow = (file: string): boolean => file.endsWith(".int.test.ts");
  const files = globSync("test/**/*.test.ts", { cwd: ROOT }).sort();
  const together = files.filter((file) => !isAlone(file));
  // what waits for servers and JVMs starts first: the short files fill the gaps, and no long one is left at the end
  const ordered = [...together.filter(isSlow), ...together.filter((file) => !isSlow(file))];

  const folder = mkdtempSync(join(tmpdir(), "dfiji-totals-"));
  const totals = join(folder, "totals");
  const prepared = await prepare();
  const mocha = async (...args: readonly string[]): Promise<boolean> => {
    const program = [join(ROOT, "node_modules/mocha/bin/mocha.js"), ...args, ...process.argv.slice(2)];
    const env = { ...process.env, ...prepared.env, DFIJI_TEST_TOTALS: totals };
    const child = spawn(process.execPath, program, { cwd: ROOT, stdio: "inherit", env });
    const [code] = (await once(child, "close")) as [number | null];
    return code === 0;
  };
  const onSignal = (): void => undefined; // mocha gets it as well, ends its tests and then this process
  process.on("SIGINT", onSignal);
  try {
    const jobs = String(availableParallelism() + 1);
    const good = [await mocha("--parallel", "--jobs", jobs, ...ordered), await mocha(...files.filter(isAlone))];
    const lines = readFileSync(totals, { encoding: "utf8", flag: "a+" }).split("\n");
    const runs = lines.filter(Boolean).map((line) => JSON.parse(line) as Figures);
    print(runs);
    if (good.includes(false) || runs.length !== good.length) process.exitCode = 1;
  } finally {
    await prepared.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
