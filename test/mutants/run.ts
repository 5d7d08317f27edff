import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { type Mutant, MUTANTS } from "./table";

/**
 * Makes every change of the table, one at a time, in copies of the tree, and runs the tests that must notice. Exits with 1
 * when one does not. `npm run mutants -- TEXT` takes only those whose fault or file holds the text.
 */
const [wanted = ""] = process.argv.slice(2);
const LANES = 2;
/** Neither needed by the tests nor worth a copy. */
const LEFT_OUT = ["node_modules", ".git", "dist"];

const root = process.cwd();
const copies = mkdtempSync(join(tmpdir(), "dfiji-mutants-"));
/** Ends every mocha. */
const over = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => over.abort(signal));

main()
  .then((isGood) => (process.exitCode = isGood ? 0 : 1))
  .catch((error: unknown) => {
    console.error(over.signal.aborted ? over.signal.reason : error);
    process.exitCode = 1;
  })
  .finally(() => {
    over.abort();
    rmSync(copies, { recursive: true, force: true });
  });

async function main(): Promise<boolean> {
  const mutants = MUTANTS.filter(({ fault, file }) => `${fault} ${file}`.includes(wanted));
  if (mutants.length === 0) throw new Error(`no mutant names "${wanted}"`);
  const misfits = mutants.flatMap(({ file, find, tests }) => {
    const count = readFileSync(join(root, file), "utf8").split(find).length - 1;
    const missing = tests.filter((test) => !existsSync(join(root, test)));
    return [
      ...(count === 1 ? [] : [`${file} has ${JSON.stringify(find)} ${count} times; it must have it once`]),
      ...missing.map((test) => `there is no ${test}`),
    ];
  });
  if (misfits.length > 0) throw new Error(misfits.join("\n"));

  const lanes = Array.from({ length: LANES }, (_, lane) => copyOfTree(String(lane)));
  // a test that fails anyway would kill every mutant
  const unchanged = await failures([...new Set(mutants.flatMap(({ tests }) => tests))], lanes[0] ?? root);
  if (unchanged !== 0) throw new Error("the tests do not pass without a change");

  const waiting = [...mutants];
  const survivors: Mutant[] = [];
  const work = async (folder: string): Promise<void> => {
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const failed = await failuresWith(mutant, folder);
      console.log(`${failed > 0 ? "killed  " : "SURVIVES"}  ${mutant.file.padEnd(40)}  ${mutant.fault}`);
      if (failed === 0) survivors.push(mutant);
    }
  };
  await Promise.all(lanes.map(work));
  console.log(`${mutants.length} mutants, ${mutants.length - survivors.length} killed, ${survivors.length} survive`);
  return survivors.length === 0;
}

function copyOfTree(name: string): string {
  const folder = join(copies, name);
  cpSync(root, folder, { recursive: true, filter: (path) => !LEFT_OUT.includes(basename(path)) });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function failuresWith({ file, find, put, tests }: Mutant, folder: string): Promise<number> {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  writeFileSync(
    path,
    source.replace(find, () => put),
  );
  try {
    return await failures(tests, folder);
  } finally {
    writeFileSync(path, source);
  }
}

/** Tests that fail. Rejects when mocha has no verdict: then nothing is known, least of all that a mutant is dead. */
async function failures(tests: readonly string[], folder: string): Promise<number> {
  const mocha = spawn(process.execPath, ["node_modules/mocha/bin/mocha.js", ...tests], {
    ...{ cwd: folder, signal: over.signal, killSignal: "SIGKILL" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  mocha.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  await new Promise((resolve, reject) => mocha.once("error", reject).once("close", resolve));
  const verdict = [...printed.matchAll(/^(\d+) passed, (\d+) failed/gm)].at(-1);
  if (verdict === undefined) throw new Error(`no verdict of ${tests.join(", ")}:\n${printed}`);
  return Number(verdict[2]);
}
