import { lstat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { assertNotOthers, UnsafePathError } from "../../../worker/host/safe-files";
import { BOOKKEEPING } from "../../../worker/contract/keys";
import { type Place } from "../../bookkeeping/result-location";
import { CliError, EXIT } from "../../shared/exit";
import { type PageData } from "../data/page-data";
import { type PageOptions, readPageData } from "../data/read-page-data";
import { pageHtml } from "../html";
import { type Store } from "../../../worker/storage/store";
import { FetchedImages } from "../pictures/fetched-images";
import { Pictures } from "../pictures/pictures";
import { JobFiles } from "./job-files";
import { RememberedStore } from "./remembered-store";
import { startServer, URLS, type ViewServer } from "./server";
import { AWS_PACE, LOCAL_PACE, Snapshots } from "./snapshots";

export interface ViewRequest {
  readonly place: Place;
  readonly options: PageOptions;
  /** Of the page, before it has its data. */
  readonly title: string;
  /** Absolute folder of the images. @default that of the run, where this user made it */
  readonly inputDir?: string | undefined;
  /** Of an experiment on AWS: where its inputs are. @default not known */
  readonly inputs?: Store | undefined;
  /** Images that may be fetched from buckets, MiB in all. @default 0: none */
  readonly imagesMib?: number | undefined;
  /** @default any that is free */
  readonly port?: number | undefined;
}

/** Starts the live page of a place. @throws {CliError} exit 3 when the port is taken */
export async function startView(request: ViewRequest): Promise<ViewServer> {
  const { place, options, title, inputDir, inputs, imagesMib = 0, port = 0 } = request;
  const { outputDir } = place;
  const isOurs = outputDir !== undefined && (await isOwnFolder(outputDir));
  const inputDirOf = (data: PageData, submission: string): string | undefined => {
    if (inputDir !== undefined) return inputDir;
    const call = data.runs.find((run) => run.submission === submission)?.call;
    // a folder that came from somebody else could name any folder of this computer as its inputs
    return isOurs && call?.["outputDir"] === outputDir ? call?.["inputDir"] : undefined;
  };
  const { outputs, source } = outputDir === undefined ? bucketSource(place, options) : folderSource(place, options);
  const files = new JobFiles(outputs, inputDirOf);
  const fetched =
    outputDir === undefined ? new FetchedImages({ input: inputs, output: place.outputs }, imagesMib) : undefined;
  const parts = {
    page: pageHtml({ live: { title, ...URLS } }),
    snapshots: new Snapshots(source, outputDir === undefined ? AWS_PACE : LOCAL_PACE),
    files,
    pictures: new Pictures(files, outputDir, fetched),
    ...{ outputs, outputDir },
  };
  try {
    const server = await startServer(parts, port);
    const close = async (): Promise<void> => {
      await server.close();
      await fetched?.end();
    };
    return { ...server, close };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    throw new CliError(EXIT.setUp, `port ${port} is taken: give another --port, or none for any that is free`);
  }
}

const folderSource = (place: Place, options: PageOptions) => ({
  outputs: place.outputs,
  source: { read: () => readPageData(place, options), stamp: () => stampOf(place.outputDir ?? "") },
});

/** Each request costs money: what has not changed is asked for once. */
function bucketSource(place: Place, options: PageOptions) {
  const outputs = new RememberedStore(place.outputs);
  const openTable = outputs.open.bind(outputs);
  return { outputs, source: { read: () => readPageData({ ...place, outputs }, { ...options, openTable }) } };
}

async function isOwnFolder(outputDir: string): Promise<boolean> {
  try {
    await assertNotOthers(outputDir);
    await assertNotOthers(join(outputDir, BOOKKEEPING));
    await assertNotOthers(join(outputDir, BOOKKEEPING, "submissions"));
    return true;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isMissing && !(error instanceof UnsafePathError)) throw error;
    return isMissing; // it will be made by a run of this user
  }
}

/** What changes with every marker, record and look at the progress of a run. */
async function stampOf(outputDir: string): Promise<string> {
  const parts = ["done", "attempts", "submissions", "progress.json", "lock"];
  const times = await Promise.all(
    parts.map(async (part) => {
      const stats = await lstat(join(resolve(outputDir), BOOKKEEPING, part)).catch(() => undefined);
      return `${stats?.mtimeMs}/${stats?.ino}`;
    }),
  );
  return times.join(" ");
}
