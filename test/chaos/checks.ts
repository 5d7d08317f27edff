import { readdir } from "node:fs/promises";
import { DEAD_LETTER_ATTRIBUTES } from "../../worker/contract/failure";
import { EVENTS } from "../../worker/contract/events";
import { doneKey } from "../../worker/contract/keys";
import { parseMarker } from "../../worker/contract/marker";
import { type Store } from "../../worker/storage/store";
import { type EmulatedMessage } from "../helpers/emulator";
import { type WorkerLine } from "./fleet";
import { type ChaosJob, undisturbed } from "./jobs";

export interface Findings {
  /** Good jobs without a marker, or a marker without its files. */
  readonly lost: string[];
  /** Files of two attempts, or other bytes than an undisturbed run writes. */
  readonly mixed: string[];
  /** Jobs in the dead-letter queue that should not be there, are not there, or have another class. */
  readonly wrongClass: string[];
  /** What is left behind: messages, files, processes, folders. */
  readonly left: string[];
}

export interface Scene {
  readonly store: Store;
  readonly inputs: Store;
  readonly inputKeys: readonly string[];
  /** Keys besides the jobs' own that were there before. */
  readonly otherKeys: readonly string[];
  readonly waiting: readonly EmulatedMessage[];
  readonly dead: readonly EmulatedMessage[];
  readonly lines: readonly WorkerLine[];
  /** Folders that must be empty: work folders, and where the system's temporary files go. */
  readonly folders: readonly string[];
  readonly processes: readonly { readonly command: string }[];
  /** What was wrong about how markers were put. */
  readonly wrongMarkers: readonly string[];
  /** The workers lost queue or bucket: jobs may wait, but what is done must be whole, and nothing is given up for it. */
  readonly isCutShort: boolean;
}

const OURS = /^(job-\d+\/(result\.csv|who\.json|token\.txt)|\.dfiji\/(done|attempts|logs)\/[^/]+.*)$/;

export async function lookAround(
  jobs: readonly ChaosJob[],
  malformed: readonly string[],
  at: Scene,
): Promise<Findings> {
  const found: Findings = { lost: [], mixed: [...at.wrongMarkers], wrongClass: [], left: [] };
  const waiting = new Set(at.waiting.map(({ body }) => body));
  for (const chaosJob of jobs) {
    const marker = await at.store.getText(doneKey("", chaosJob.job.jobId));
    if (marker !== undefined && chaosJob.expected !== undefined) {
      found.wrongClass.push(`${chaosJob.job.jobId} (${chaosJob.act}) has a marker`);
    } else if (marker !== undefined) await lookAtDone(chaosJob, marker, at.store, at.lines, found);
    else if (chaosJob.expected === undefined && !(at.isCutShort && waiting.has(JSON.stringify(chaosJob.job)))) {
      found.lost.push(`${chaosJob.job.jobId} has no marker`);
    }
  }
  lookAtDead(jobs, malformed, at, found);
  if (!at.isCutShort)
    for (const { state, body } of at.waiting) found.left.push(`message ${state}: ${body.slice(0, 60)}`);
  const names = new Set(jobs.map(({ job }) => job.output));
  for await (const { key } of at.store.list("")) {
    const folder = key.slice(0, key.indexOf("/") + 1);
    const isOurs = OURS.test(key) && (folder === ".dfiji/" || names.has(folder));
    if (!isOurs && !at.otherKeys.includes(key)) found.left.push(`file ${key}`);
  }
  const inputs: string[] = [];
  for await (const { key } of at.inputs.list("")) inputs.push(key);
  if (inputs.sort().join() !== [...at.inputKeys].sort().join()) found.left.push(`inputs became ${inputs.join()}`);
  for (const folder of at.folders) {
    for (const name of await readdir(folder)) found.left.push(`folder ${name}`);
  }
  for (const { command } of at.processes) found.left.push(`process ${command}`);
  return found;
}

async function lookAtDone(
  chaosJob: ChaosJob,
  text: string,
  store: Store,
  lines: readonly WorkerLine[],
  found: Findings,
): Promise<void> {
  const { jobId, output } = chaosJob.job;
  const marker = parseMarker(text, doneKey("", jobId));
  const files = new Map<string, string>();
  for (const file of marker.outputs) {
    const [content, head] = [await store.getText(file.key), await store.head(file.key)];
    if (content === undefined) found.lost.push(`${file.key} is marked and not there`);
    else if (head?.etag !== file.etag) found.mixed.push(`${file.key} is not the file that is marked`);
    files.set(file.key.slice(output.length), content ?? "");
  }
  if ([...files.keys()].sort().join() !== "result.csv,token.txt,who.json") {
    found.lost.push(`${jobId} marks ${[...files.keys()].join()}`);
    return;
  }
  if (files.get("result.csv") !== undisturbed(chaosJob)) found.mixed.push(`${jobId}: result.csv differs`);
  const who = JSON.parse(files.get("who.json") ?? "{}") as { readonly token: string; readonly attempt: string };
  if (who.token !== files.get("token.txt")) found.mixed.push(`${jobId}: who.json and token.txt are of two attempts`);
  const { messageId, receiveCount } = marker;
  const began = lines.find(
    (line) => line.msg === EVENTS.jobStarted && line.messageId === messageId && line.receiveCount === receiveCount,
  );
  if (began === undefined || !who.attempt.includes(`/worker-${began.pid}-`)) {
    found.mixed.push(`${jobId}: the files are not those of the marker's attempt ${messageId}-${receiveCount}`);
  }
}

function lookAtDead(
  jobs: readonly ChaosJob[],
  malformed: readonly string[],
  { dead, isCutShort }: Pick<Scene, "dead" | "isCutShort">,
  found: Findings,
): void {
  const classOf = ({ attributes }: EmulatedMessage): string => attributes[DEAD_LETTER_ATTRIBUTES.class] ?? "no class";
  const expected = new Map<string, string | undefined>([
    ...malformed.map((body) => [body, "bad-message"] as const),
    ...jobs.map(({ job, expected: failure }) => [JSON.stringify(job), failure] as const),
  ]);
  for (const message of dead) {
    const right = expected.get(message.body);
    if (classOf(message) !== right) {
      found.wrongClass.push(`${message.body.slice(0, 40)} is dead as ${classOf(message)}, not ${right ?? "at all"}`);
    }
  }
  if (isCutShort) return;
  const bodies = new Set(dead.map(({ body }) => body));
  for (const [body, failure] of expected) {
    if (failure !== undefined && !bodies.has(body)) found.wrongClass.push(`${body.slice(0, 40)} is not dead`);
  }
}
