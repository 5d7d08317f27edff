import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type CopySettings,
  type Engine,
  type EngineCopy,
  type RunRequest,
  type RunResult,
} from "../../worker/engines/engine";
import { ImagejEngine } from "../../worker/engines/imagej/engine";

/** A copy of an engine in a temporary folder, with what a worker does around each run. */
export interface TestCopy {
  readonly copy: EngineCopy;
  readonly folder: string;
  readonly recycled: string[];
  /** Runs a script (default name `macro.ijm`; "" with a command: none) with a fresh output folder; the caller may look into it afterwards. */
  run(macro: string, more?: Partial<RunRequest>, signal?: AbortSignal): Promise<RunResult & TestRun>;
  end(): Promise<void>;
}

export interface TestRun {
  readonly lines: readonly string[];
  readonly outputFolder: string;
}

const never = new AbortController().signal;

/** Real ImageJ. */
export const openCopy = (settings: Partial<CopySettings> = {}, env = process.env): Promise<TestCopy> =>
  openCopyOf(new ImagejEngine(env), settings);

export async function openCopyOf(engine: Engine, settings: Partial<CopySettings> = {}): Promise<TestCopy> {
  const root = await mkdtemp(join(tmpdir(), "dfiji-engine-"));
  const folder = join(root, "copy-0");
  await mkdir(folder);
  const recycled: string[] = [];
  const copy = await engine.open({
    copyNumber: 0,
    folder,
    heapMiB: 512,
    processors: 1,
    display: "none",
    onRecycled: (reason) => recycled.push(reason),
    ...settings,
  });
  let attempt = 0;
  return {
    copy,
    folder,
    recycled,
    async run(macro, more = {}, signal = never) {
      const place = join(root, "attempts", String(++attempt));
      const [inputFolder, outputFolder] = [join(place, "input"), join(place, "output")];
      await mkdir(inputFolder, { recursive: true });
      await mkdir(outputFolder);
      await rm(join(folder, "output"), { force: true });
      await symlink(outputFolder, join(folder, "output"));
      const hasScript = macro !== "" || more.command === undefined;
      const scriptPath = hasScript ? join(place, "the-script") : "";
      if (hasScript) await writeFile(scriptPath, macro);
      const lines: string[] = [];
      const request: RunRequest = {
        jobId: `job-${attempt}`,
        scriptPath,
        scriptName: "macro.ijm",
        parameters: {},
        argument: "",
        inputFolder,
        outputFolder,
        timeoutSeconds: 60,
        silenceSeconds: 60,
        onLine: (line) => lines.push(line),
        ...more,
      };
      await copy.ready();
      return { ...(await copy.run(request, signal)), lines, outputFolder };
    },
    async end() {
      await copy.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}
