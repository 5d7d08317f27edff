import { readdir } from "node:fs/promises";
import { DEAD_LETTER_ATTRIBUTES } from "../../worker/contract/dead-letter";
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

const OURS = /^(job-\d+\/(result\.csv|who\.json|token\.txt)|\.dfiji\/(done|attempts|logs)\/[^/]+.*)$/;

export async function lookAround(
  jobs: readonly ChaosJob[],
  malformed: readonly string[],
  at: {
    readonly store: Store;
    readonly inputs: Store;
    readonly inputKeys: readonly string[];
    readonly waiting: readonly EmulatedMessage[];
    readonly dead: readonly EmulatedMessage[];
    readonly lines: readonly WorkerLine[];
    readonly workDir: string;
    readonly processes: readonly { readonly command: string }[];
  },
): Promise<Findings> {
  const found: Findings = { lost: [], mixed: [], wrongClass: [], left: [] };
  for (const chaosJob of jobs) {
    if (chaosJob.expected === undefined) await lookAtGood(chaosJob, at.store, at.lines, found);
    else if ((await at.store.head(doneKey("", chaosJob.job.jobId))) !== undefined) {
      found.wrongClass.push(`${chaosJob.job.jobId} (${chaosJob.act}) has a marker`);
    }
  }
  lookAtDead(jobs, malformed, at.dead, found);
  for (const { state, body } of at.waiting) found.left.push(`message ${state}: ${body.slice(0, 60)}`);
  const names = new Set(jobs.map(({ job }) => job.output));
  for await (const { key } of at.store.list("")) {
    const folder = key.slice(0, key.indexOf("/") + 1);
    if (!OURS.test(key) || (folder !== ".dfiji/" && !names.has(folder))) found.left.push(`file ${key}`);
  }
  const inputs: string[] = [];
  for await (const { key } of at.inputs.list("")) inputs.push(key);
  if (inputs.sort().join() !== [...at.inputKeys].sort().join()) found.left.push(`inputs became ${inputs.join()}`);
  for (const name of await readdir(at.workDir)) found.left.push(`folder ${name}`);
  for (const { command } of at.processes) found.left.push(`process ${command}`);
  return found;
}

async function lookAtGood(
  chaosJob: ChaosJob,
  store: Store,
  lines: readonly WorkerLine[],
  found: Findings,
): Promise<void> {
  const { jobId, output } = chaosJob.job;
  const key = doneKey("", jobId);
  const text = await store.getText(key);
  if (text === undefined) return void found.lost.push(`${jobId} has no marker`);
  const marker = parseMarker(text, key);
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
  dead: readonly EmulatedMessage[],
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
  const bodies = new Set(dead.map(({ body }) => body));
  for (const [body, failure] of expected) {
    if (failure !== undefined && !bodies.has(body)) found.wrongClass.push(`${body.slice(0, 40)} is not dead`);
  }
}
