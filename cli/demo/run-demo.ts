import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../../worker/host/safe-files";
import { FolderStore } from "../../worker/storage/folder-store";
import { readTables, type TableRow } from "../collect/read-tables";
import { runCollect } from "../collect/run-collect";
import { readSources } from "../collect/sources";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { requireJava } from "../local/java";
import { runLocal } from "../local/run-local";
import { packageRoot } from "../shared/package-root";
import { duration } from "../progress/render";
import { shownPath } from "../progress/summary";
import { printLines } from "../shared/print-lines";
import { quoted } from "../shared/quoted";
import { pathLink, type Piece } from "../shared/styled";
import { readDoneIndex } from "../bookkeeping/done-index";
import { compareCounts, type SiteCount } from "./compare";
import { drawPlate, imageName, PLATE, SITES, WELLS } from "./plate";
import { encodeTiff } from "./tiff";

export interface DemoRequest {
  readonly outputDir: string;
  /** Blur until neighbours melt together: the check must notice. */
  readonly spoil: boolean;
}

/** Tells a folder of the demo from any other. */
const OURS = ".dfiji-demo";
const TABLE = "nuclei.csv";
/** Blur in pixels: right for nuclei of 10 pixels radius, and far too much for them. */
const SIGMA = 2;
const SPOILED_SIGMA = 8;

/** `dfiji demo`: `dfiji local` on a plate that is drawn first, with a truth to compare the counts with. */
export async function runDemo({ outputDir, spoil }: DemoRequest, io: CliIo): Promise<ExitCode> {
  const startedMs = performance.now();
  await requireJava(); // before the plate is drawn
  await emptyFolder(outputDir);
  const images = join(outputDir, "images");
  const results = join(outputDir, "results");
  const jobFile = join(outputDir, "job.json");
  io.stderr(`Drawing a plate of ${WELLS.length} wells x ${SITES.length} sites, two channels …`);
  const truth = await drawInto(images);
  await writeFile(jobFile, `${JSON.stringify(jobFileOf(spoil ? SPOILED_SIGMA : SIGMA), null, 2)}\n`);
  const code = await runLocal({ ...RUN, jobFile, inputDir: images, outputDir: results }, io);
  const { isGood, lines } = compareCounts(await countsOf(results, join(outputDir, TABLE), truth, io));
  const verdict = isGood
    ? "Every count is within 3 % of the truth, the total within 1 %."
    : `The counts are wrong${spoil ? ", as they should be with this blur" : ""}.`;
  const seconds = (performance.now() - startedMs) / 1000;
  const linkTo = (path: string): Piece => pathLink(shownPath(path, io.cwd), path);
  const style = isGood ? "good" : "bad";
  const reportCommand = `npx dfiji report --output ${quoted(shownPath(results, io.cwd))}`;
  await printLines(
    [
      ...["", ...lines, ""],
      [{ text: verdict, style }],
      `All of it took ${duration(seconds)}, drawing and start of ImageJ included.`,
      ["One table of all nuclei:  ", linkTo(join(outputDir, TABLE))],
      ["Outlines to look at:      ", linkTo(join(results, `${PLATE}-${WELLS[0]}-${SITES[0]}`))],
      ["Next: ", { text: reportCommand, style: "bold" }, "  (the plate as a page)"],
    ],
    io,
  );
  return isGood ? code : EXIT.failed;
}

/** What a user of `dfiji local` gets without options. */
const RUN = {
  engine: "imagej",
  inPlace: false,
  force: false,
  replace: false,
  skipMissing: false,
  check: true,
  checkImages: true,
  sameCount: false,
  keepGoing: false,
  maxAttempts: 1,
  graceSeconds: 90,
  display: "auto",
  warm: true,
  passEnv: [],
  json: false,
} as const;

/**
 * An empty folder for this run; one of an earlier demo is emptied.
 * @throws {CliError} when something else is in it
 */
async function emptyFolder(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((): string[] => []);
  if (entries.length > 0 && !entries.includes(OURS)) {
    throw new CliError(
      EXIT.badInput,
      `${folder} is not empty and not of an earlier demo: give --output another folder`,
    );
  }
  await rm(folder, { recursive: true, force: true });
  await makeFolder(resolve(folder));
  await writeFile(join(folder, OURS), "Made by `dfiji demo`, which empties this folder at its next run.\n");
}

/** Draws the images. Answers with the truth, by job name. */
async function drawInto(folder: string): Promise<Map<string, number>> {
  const truth = new Map<string, number>();
  for (const { well, site, nuclei, images } of drawPlate()) {
    truth.set(`${PLATE}-${well}-${site}`, nuclei);
    for (const channel of ["nuclei", "cytoplasm"] as const) {
      const path = join(folder, imageName(well, site, channel));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, encodeTiff(images[channel]));
    }
  }
  return truth;
}

/** The job file of the demo; `channel`, `sigma`, `minSize` and `backgroundRadius` are parameters of the script. */
const jobFileOf = (sigma: number) => ({
  script: join(packageRoot(), "examples", "nuclei", "count-nuclei.ijm"),
  grid: { Plate: [PLATE], Well: `${WELLS[0]}..${WELLS.at(-1)}`, Site: `${SITES[0]}..${SITES.at(-1)}` },
  input: "{Plate}/{Well}_{Site}_*.tif",
  expect: [TABLE, "*.png"],
  shared_metadata: { channel: "nuclei", sigma, minSize: 80, backgroundRadius: 40 },
});

/** Collects the tables of all jobs, and counts each job's rows. */
async function countsOf(
  resultsDir: string,
  tableFile: string,
  truth: ReadonlyMap<string, number>,
  io: CliIo,
): Promise<SiteCount[]> {
  const store = new FolderStore(resultsDir);
  const done = await readDoneIndex(store, [""]);
  const counted = new Map<string, number>();
  if (done.size > 0) {
    const ignore = (): void => undefined;
    const {
      sources: [sources = []],
    } = await readSources({ store, done, patterns: [TABLE] }, undefined, ignore);
    for (const { name } of sources) counted.set(name, 0);
    const row = ({ source: { name } }: TableRow): void => void counted.set(name, (counted.get(name) ?? 0) + 1);
    await readTables(store, sources, false, { start: ignore, row });
    await runCollect([TABLE], { output: resultsDir, out: tableFile }, { ...io, stderr: ignore });
  }
  return [...truth].map(([name, nuclei]) => ({ name, truth: nuclei, counted: counted.get(name) }));
}
