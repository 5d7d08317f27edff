import { setTimeout as delay } from "node:timers/promises";
import { mixedWaysNotice } from "../bookkeeping/display-ways";
import { readDoneIndex, readMarkers } from "../bookkeeping/done-index";
import { olderNotice, RUN_AGAIN } from "../bookkeeping/older-results";
import { openPlace, type Place } from "../bookkeeping/result-location";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { placeWords } from "../page/data/place-words";
import { LiveArea } from "../progress/live-area";
import { causeLines } from "../progress/summary";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { listenForInterrupt } from "../shared/interrupt";
import { type CliIo } from "../shared/io";
import { type PlaceOptions } from "../shared/options";
import { printLines } from "../shared/print-lines";
import { cut, type Line, looksOf } from "../shared/styled";
import { resourceLines, Resources } from "./resources";
import { isActive, type Status, StatusReader } from "./status";
import { statusLine, statusLines } from "./status-lines";

export interface StatusOptions extends PlaceOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
  readonly resources?: boolean;
}

/** Seconds between two looks: at a folder; at a bucket by the number of jobs, whose listing costs. */
const FOLDER_SECONDS = 2;
const bucketSeconds = (done: number): number => Math.min(60, Math.max(10, done / 2000));

/** Looks once; with `watch` until no job runs or waits, or Ctrl-C. */
export async function runStatus(options: StatusOptions, io: CliIo): Promise<ExitCode> {
  const place = await openPlace(options, io);
  if (options.resources === true) return showResources(place, options, io);
  const words = placeWords(options, place, io.cwd);
  const reader = new StatusReader(place, (text) => io.stderr(text));
  const isBucket = place.outputDir === undefined;
  const status = options.watch === true ? await watch(reader, isBucket, options, io) : await reader.look();
  if (options.json === true) {
    if (options.watch !== true) await io.stdout(JSON.stringify(status));
    return EXIT.done;
  }
  await printLines(statusLines(status), io);
  const older = olderNotice(status.olderResults, RUN_AGAIN);
  if (older !== undefined) io.stderr(older);
  const mixed = mixedWaysNotice(status.displays);
  if (mixed !== undefined) io.stderr(mixed);
  await printLines(causesAndNext(status, words, io), io);
  return EXIT.done;
}

/** Reads every marker. */
async function showResources(place: Place, { json, watch }: StatusOptions, io: CliIo): Promise<ExitCode> {
  if (watch === true) throw new CliError(EXIT.badInput, "--resources is one look: leave out --watch");
  const onLeftOut = (text: string): void => io.stderr(text);
  const roots = rootsOf(await readSubmissions(place.outputs, onLeftOut));
  const done = await readDoneIndex(place.outputs, roots);
  const resources = new Resources();
  for await (const marker of readMarkers(place.outputs, done, onLeftOut)) resources.add(marker);
  const { list } = resources;
  if (json === true) await io.stdout(JSON.stringify({ where: place.outputs.description, scripts: list }));
  else await printLines([place.outputs.description, ...resourceLines(list)], io);
  return EXIT.done;
}

/** What to do about failures: the most frequent causes, and the command. */
function causesAndNext({ causes, failed }: Status, words: string, io: CliIo): Line[] {
  if (failed === 0) return [];
  const columns = io.isTty ? (process.stdout.columns ?? 80) : undefined;
  const next = { text: `npx dfiji failures ${words}`.trimEnd(), style: "bold" } as const;
  return [...causeLines(causes, io.cwd, columns), ["Next: ", next]];
}

/** Answers with what it saw last. */
async function watch(reader: StatusReader, isBucket: boolean, { json }: StatusOptions, io: CliIo): Promise<Status> {
  const interrupt = listenForInterrupt();
  const { stderr } = process;
  const isLive = json !== true && io.isTty && stderr.isTTY && process.env["TERM"] !== "dumb";
  const area = isLive ? new LiveArea(stderr, await looksOf(stderr)) : undefined;
  const show = (status: Status): void => {
    if (area === undefined) return;
    const lines = [...statusLines(status), ...causeLines(status.causes.slice(0, 1), io.cwd, area.columns)];
    area.draw(lines.slice(0, area.rows - 2).map((line) => cut(line, area.columns - 1)));
  };
  let status: Status | undefined;
  const onResize = (): void => (status === undefined ? undefined : show(status));
  stderr.on("resize", onResize);
  try {
    for (;;) {
      status = await reader.look();
      show(status);
      if (json === true) await io.stdout(JSON.stringify(status));
      else if (area === undefined) io.stderr(`${new Date().toTimeString().slice(0, 8)}  ${statusLine(status)}`);
      if (!isActive(status)) return status;
      const seconds = isBucket ? bucketSeconds(status.done) : FOLDER_SECONDS;
      await delay(seconds * 1000, undefined, { signal: interrupt.gentle }).catch(() => undefined);
      if (interrupt.gentle.aborted) return status;
    }
  } finally {
    stderr.off("resize", onResize);
    area?.clear();
    interrupt.dispose();
  }
}
