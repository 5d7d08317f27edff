import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";

/** Inputs that a job carries itself; more are stored in one file, which the job names by its digest. */
export const MAX_INPUTS = 200;

/** Largest list of inputs, bytes of JSON. */
export const MAX_LIST_BYTES = 64 * 2 ** 20;

/** Names a stored list: see `inputsKey`. */
export interface InputList {
  /** Lower-case hex SHA-256 of the list as JSON, before it is compressed. */
  readonly sha256: string;
  /** Patterns in it. */
  readonly count: number;
}

/** The list that a job with these inputs names; undefined: it carries them itself. */
export const inputListOf = (input: readonly string[]): InputList | undefined =>
  input.length <= MAX_INPUTS ? undefined : { sha256: digestOf(JSON.stringify(input)), count: input.length };

/** The stored file. */
export const packInputs = (input: readonly string[]): Buffer => gzipSync(JSON.stringify(input));

/** @throws {Error} "it …", when the bytes are not the list that the job names */
export function unpackInputs(bytes: Buffer, { sha256, count }: InputList): readonly string[] {
  const text = gunzipSync(bytes, { maxOutputLength: MAX_LIST_BYTES }).toString("utf8");
  if (digestOf(text) !== sha256) throw new Error("it has another digest than the job names");
  const input = inputs.parse(JSON.parse(text));
  if (input.length !== count) throw new Error(`it has ${input.length} inputs; the job names ${count}`);
  return input;
}

const inputs = z.array(z.string().min(1).max(1024)).readonly();

const digestOf = (text: string): string => createHash("sha256").update(text).digest("hex");
