import { basename } from "node:path";
import { FolderStore } from "../../worker/storage/folder-store";
import { placeWords } from "../page/data/place-words";
import { announce } from "../page/view/announce";
import { startView } from "../page/view/start-view";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { type LocalRequest } from "./request";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Shows the live page during a run. On a terminal it stays after the run, until Ctrl-C; elsewhere, and after a run that was
 * stopped, it ends with it. Answers with the run's exit code.
 */
export async function withView(
  { inputDir, outputDir }: Pick<LocalRequest, "inputDir" | "outputDir">,
  run: () => Promise<ExitCode>,
  io: CliIo,
): Promise<ExitCode> {
  const place = { outputs: new FolderStore(outputDir), outputDir };
  const words = placeWords({}, place, io.cwd);
  const signalled = new AbortController();
  const onSignal = (): void => signalled.abort();
  const view = await startView({ place, options: { words }, title: basename(outputDir), inputDir });
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    announce(view, { opens: true, print: (line) => io.stderr(line) }, io);
    const code = await run();
    await view.settle(); // the page shows how the run ended, also where it ends with it
    if (io.isTty && !signalled.signal.aborted) {
      io.stderr("The plate page stays open until Ctrl-C.");
      await new Promise<void>((end) => signalled.signal.addEventListener("abort", () => end(), { once: true }));
    }
    return code;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    await view.close();
  }
}
