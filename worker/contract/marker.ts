import { z } from "zod";
import { RUN_DISPLAYS } from "./display";
import { ENGINE_NAMES } from "./job";
import { parseRecord } from "./parse-record";

/** The seconds that each stage of the attempt took; a stage that did not happen is absent. */
export const secondsSchema = z.object({
  fetch: z.number().optional(),
  run: z.number().optional(),
  verify: z.number().optional(),
  publish: z.number().optional(),
});

export const fileSchema = z.object({
  /** Inputs: relative to the input prefix. Outputs: relative to the output prefix. */
  key: z.string(),
  sizeBytes: z.number().int().nonnegative(),
  /** As the store gives it, without quotes: S3's ETag; on folders `<size>-<mtime in ms>`. */
  etag: z.string(),
});

/** What made the results or the failure. Each is absent in records of before it existed. */
export const madeBySchema = z.object({
  /** As the job gave them. */
  parameters: z.record(z.string(), z.string()).optional(),
  /** Absent for engine command, too. */
  scriptSha256: z.string().optional(),
  /** What the worker may use, MiB: all its copies together. */
  memoryLimitMiB: z.number().positive().optional(),
  /** CPU time of the engine's process group during the run, where it could be read. */
  cpuSeconds: z.number().nonnegative().optional(),
  /** Most that inputs, results and temporary files of the attempt took on disk, as looks every 10 s and at the end saw it. */
  peakDiskBytes: z.number().nonnegative().optional(),
  /** Of the inputs, and of the stored outputs. */
  bytes: z.object({ in: z.number().nonnegative(), out: z.number().nonnegative() }).optional(),
});

const emptyTableSchema = z.object({
  /** Relative to the job's output folder. */
  name: z.string(),
});

/** Unknown keys are accepted: a later version may add some. */
export const markerSchema = z.object({
  v: z.literal(1),
  jobId: z.string(),
  name: z.string(),
  submission: z.string(),
  group: z.record(z.string(), z.string()),
  /** The job's output folder, ends in `/`, and its root. */
  output: z.string(),
  root: z.string(),
  messageId: z.string(),
  receiveCount: z.number().int().positive(),
  /** ISO 8601, UTC. */
  startedAt: z.string(),
  finishedAt: z.string(),
  seconds: secondsSchema,
  /** Of the engine's process group during the run, when it could be read. */
  peakMemoryMiB: z.number().nonnegative().optional(),
  /** E.g. `{ dfiji: "0.1.0", imagej: "1.54f", java: "17.0.15" }`. */
  versions: z.record(z.string(), z.string()),
  /** Absent, like `display`, in markers of before these keys existed. */
  engine: z.enum(ENGINE_NAMES).optional(),
  /** The way that the run took, not the setting: `auto` can become either. */
  display: z.enum(RUN_DISPLAYS).optional(),
  /** With `auto`: why the script ran on a display, e.g. `line 3: getLocationAndSize is not proved to be the same without a display`. */
  displayReason: z.string().optional(),
  ...madeBySchema.shape,
  /** Who ran it: machine id or host name, and the copy's number. */
  worker: z.string(),
  inputs: z.array(fileSchema),
  outputs: z.array(fileSchema),
  /** Tables that the script saved, or `expect` names, while they had no row: nothing was found. Absent: none, or older. */
  emptyTables: z.array(emptyTableSchema).optional(),
});

/** `done/<jobId>.json`, written last: the job is done, and these are its files. Readers trust only what it lists. */
export type Marker = z.infer<typeof markerSchema>;
export type EmptyTable = z.infer<typeof emptyTableSchema>;
export type MarkerFile = z.infer<typeof fileSchema>;
export type MadeBy = z.infer<typeof madeBySchema>;
export type StageSeconds = z.infer<typeof secondsSchema>;

/** @throws {Error} naming the marker when the text is not a marker of this version */
export function parseMarker(text: string, key: string): Marker {
  return parseRecord(markerSchema, text, key, "a done marker");
}
