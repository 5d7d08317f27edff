import assert from "node:assert/strict";
import { parseWorkerEnv } from "../../worker/contract/env";
import { CommandEngine } from "../../worker/engines/command/engine";
import { FijiEngine } from "../../worker/engines/fiji/engine";
import { ImagejEngine } from "../../worker/engines/imagej/engine";
import { makeEngine } from "../../worker/make-engine";

const env = (engine: string) =>
  parseWorkerEnv({ DFIJI_QUEUE: "q", DFIJI_DEAD_LETTER_QUEUE: "d", DFIJI_BUCKET: "bucket", DFIJI_ENGINE: engine });

describe("the engine that the environment names", () => {
  for (const [name, type] of [
    ["imagej", ImagejEngine],
    ["command", CommandEngine],
    ["fiji", FijiEngine],
  ] as const) {
    it(`is ${type.name} for ${name}`, () => assert.ok(makeEngine(env(name), {}) instanceof type));
  }
});
