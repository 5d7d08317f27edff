import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { mkdtemp, readFile, writeFile, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { prepareMacro } from "../worker/engines/imagej/prepare-macro";

/** DNA channel of the three sites, and what blur, Otsu, watershed and particles of at least 60 px count there. */
export const SITES = ["002", "076", "218"] as const;

export const ROOT = resolve(__dirname, "..");
export const SCRIPT = join(ROOT, "examples/nuclei/count-nuclei.ijm");

/** Folder of the nine fly images. @throws when they are not there, with the variable that names another place */
export function flyFolder(): string {
  const folder = process.env["DFIJI_FLY_DIR"] ?? resolve(ROOT, "../shared/data/fly");
  if (!existsSync(join(folder, imageOf(0)))) throw new Error(`no fly images in ${folder}; set DFIJI_FLY_DIR`);
  return folder;
}

const scratchRoot = mkdtempSync(join(tmpdir(), "dfiji-bench-"));
process.on("exit", () => rmSync(scratchRoot, { recursive: true, force: true }));

/** A new folder that goes with this process. */
export const scratch = (name: string): Promise<string> => mkdtemp(join(scratchRoot, `${name}-`));

export const imageOf = (job: number): string => `01_POS${SITES[job % SITES.length]}_D.TIF`;

export interface MacroFiles {
  /** File with one macro path a line. */
  readonly list: string;
  readonly macros: readonly string[];
  /** Output folder of each job. */
  readonly outputs: readonly string[];
}

/** The example macro as plain ImageJ reads it, one file a job, with its own input and output folder. */
export async function macroFiles(jobs: number): Promise<MacroFiles> {
  const folder = await scratch("macros");
  const script = await readFile(SCRIPT, "utf8");
  const fly = flyFolder();
  const macros: string[] = [];
  const outputs: string[] = [];
  for (let job = 0; job < jobs; job++) {
    const outputFolder = join(folder, "out", String(job));
    await mkdir(outputFolder, { recursive: true });
    const channel = imageOf(job).replace(/^01_|\.TIF$/g, "");
    const prepared = prepareMacro(script, { parameters: { channel }, inputFolder: fly, outputFolder });
    if ("problem" in prepared) throw new Error(`the example macro: ${prepared.problem}`);
    const macro = join(folder, `${job}.ijm`);
    await writeFile(macro, prepared.source);
    macros.push(macro);
    outputs.push(outputFolder);
  }
  const list = join(folder, "macros.txt");
  await writeFile(list, macros.join("\n"));
  return { list, macros, outputs };
}

/** Rows of each table: what every way of running must agree on. */
export async function countsIn(folders: readonly string[]): Promise<readonly number[]> {
  return Promise.all(
    folders.map(
      async (folder) => (await readFile(join(folder, "nuclei.csv"), "utf8")).trimEnd().split("\n").length - 1,
    ),
  );
}
