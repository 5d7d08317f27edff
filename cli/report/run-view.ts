import { basename, resolve } from "node:path";
import { type Store } from "../../worker/storage/store";
import { inputLocation, openPlace, type Place } from "../bookkeeping/result-location";
import { type PageCommandOptions, pageOptions } from "../page/command-options";
import { announce } from "../page/view/announce";
import { startView } from "../page/view/start-view";
import { mustBeFolder } from "../page/view/input-folder";
import { readCost, seldom } from "./read-cost";
import { EXIT, type ExitCode } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { openBucket } from "../shared/open-bucket";

export interface ViewOptions extends PageCommandOptions {
  readonly input?: string;
  readonly port?: number;
  readonly imagesMib?: number;
  /** Open the browser. */
  readonly open: boolean;
}

/** `dfiji view`: serves the page until Ctrl-C. Answers with exit code 0. */
export async function runView(options: ViewOptions, io: CliIo): Promise<ExitCode> {
  const inputDir = options.input === undefined ? undefined : resolve(io.cwd, options.input);
  if (inputDir !== undefined) await mustBeFolder(inputDir);
  const place = await openPlace(options, io);
  const { outputs, outputDir, deployment } = place;
  const title = deployment?.stack ?? (outputDir === undefined ? outputs.folderName : basename(outputDir));
  const interrupt = listenForInterrupt();
  const cost = seldom((since: Date, now: Date) => readCost(place, options, since, now));
  const page = { ...(await pageOptions(options, place, io)), cost };
  const inputs = await inputsOf(place, options);
  const { port, imagesMib } = options;
  const view = await startView({ place, options: page, title, inputDir, inputs, imagesMib, port });
  try {
    announce(view, { opens: options.open }, io);
    io.stderr("Ctrl-C ends it.");
    if (!interrupt.gentle.aborted) {
      await new Promise<void>((end) => interrupt.gentle.addEventListener("abort", () => end(), { once: true }));
    }
    return EXIT.done;
  } finally {
    await view.close();
    interrupt.dispose();
  }
}

/** Of an experiment whose images may be fetched. */
async function inputsOf({ deployment }: Place, options: ViewOptions): Promise<Store | undefined> {
  if (deployment === undefined || (options.imagesMib ?? 0) === 0) return undefined;
  const { bucket, access } = inputLocation(options, deployment);
  return bucket === undefined ? undefined : openBucket(bucket, deployment.inputPrefix, access);
}
