import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseWorkerEnv } from "../contract/env";
import { type CopySettings, type EngineCopy } from "../engines/engine";
import { makeEngine } from "../make-engine";

/** Five bright squares on a noisy ground, with text beside them: found, counted, labelled. */
const MACRO = `#@ File(style="directory") output
newImage("squares", "8-bit black", 200, 60, 1);
setColor(200);
for (i = 0; i < 5; i++) fillRect(10 + 40 * i, 20, 20, 20);
run("Add Specified Noise...", "standard=5");
run("Gaussian Blur...", "sigma=1");
setAutoThreshold("Otsu dark");
run("Set Measurements...", "area mean");
run("Analyze Particles...", "size=50-Infinity display");
setFont("SansSerif", 12);
drawString("µm ✓", 5, 15);
saveAs("Results", output + "/squares.csv");
saveAs("Jpeg", output + "/squares.jpg");
close();
open(output + "/squares.jpg");
if (getWidth() != 200) exit("the JPEG is " + getWidth() + " pixels wide");
`;
/** Needs windows outside batch mode, on the worker's screen and with its window manager. */
const NEEDS_DISPLAY = `setBatchMode(false);
if (screenWidth != 4096 || screenHeight != 4096) exit("the screen is " + screenWidth + " x " + screenHeight);
newImage("a", "8-bit black", 20, 20, 1);
makeRectangle(1, 1, 5, 5);
roiManager("Add");
if (roiManager("count") != 1) exit("the ROI manager lost its region");
newImage("b", "8-bit white", 30, 20, 1);
selectImage("a");
if (getTitle() != "a" || getWidth() != 20) exit("selectImage left " + getTitle() + " in front");
roiManager("Select", 0);
getStatistics(area);
if (area != 25) exit("the region has an area of " + area);
`;
const LIMITS = { timeoutSeconds: 120, silenceSeconds: 120 };
const SQUARES = 5;

/** Last step of the image's build: the image's engine runs two small jobs as in the worker, else the build fails. */
async function main(): Promise<void> {
  const nowhere = { DFIJI_QUEUE: "none", DFIJI_DEAD_LETTER_QUEUE: "none", DFIJI_BUCKET: "none" };
  const env = parseWorkerEnv({ ...process.env, ...nowhere });
  const folder = await mkdtemp(join(env.DFIJI_WORK_DIR, "smoke-"));
  const settings: CopySettings = {
    copyNumber: 0,
    folder: join(folder, "copy"),
    heapMiB: 512,
    processors: 1,
    display: "virtual", // `auto` would take an image without one
  };
  await mkdir(settings.folder);
  const copy = await makeEngine(env).open(settings);
  try {
    await copy.ready();
    await run(copy, folder, "squares", MACRO);
    const table = await readFile(join(folder, "squares", "output", "squares.csv"), "utf8");
    const rows = table.trim().split("\n").length - 1;
    if (rows !== SQUARES) throw new Error(`the smoke job found ${rows} squares in place of ${SQUARES}:\n${table}`);
    await run(copy, folder, "display", NEEDS_DISPLAY);
    console.log(`smoke: ${JSON.stringify({ engine: env.DFIJI_ENGINE, ...copy.versions })}`);
  } finally {
    await copy.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(copy: EngineCopy, folder: string, name: string, macro: string): Promise<void> {
  const home = join(folder, name);
  const [inputFolder, outputFolder, scriptPath] = [join(home, "input"), join(home, "output"), join(home, "smoke.ijm")];
  for (const each of [inputFolder, outputFolder]) await mkdir(each, { recursive: true });
  await writeFile(scriptPath, macro);
  const lines: string[] = [];
  const onLine = (line: string): void => void lines.push(line);
  const about = { jobId: name, scriptPath, scriptName: "smoke.ijm", parameters: {}, argument: "" };
  const signal = new AbortController().signal;
  const result = await copy.run({ ...about, inputFolder, outputFolder, ...LIMITS, onLine }, signal);
  if (result.ended === "well") return;
  throw new Error([`the smoke job "${name}" failed (${result.class}): ${result.reason}`, ...lines].join("\n"));
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(`smoke: ${(error as Error).stack ?? String(error)}`);
    process.exit(1);
  },
);
