// `node -r ts-node/register test/fidelity/harness-names.ts` writes names.json: what ImageJ answers.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Names, NAMES_FILE } from "./coverage";
import { openScreen } from "./harness-display";
import { buildProgram, readNames } from "./harness-program";

/** Asks ImageJ, on a screen of its own. */
export async function askNames(): Promise<Names> {
  const program = await buildProgram();
  const screen = await openScreen();
  const folder = await mkdtemp(join(tmpdir(), "dfiji-names-"));
  try {
    return await readNames(program, screen, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await screen.end();
  }
}

async function main(): Promise<void> {
  await writeFile(NAMES_FILE, `${JSON.stringify(await askNames(), undefined, 2)}\n`);
}

if (require.main === module) void main();
