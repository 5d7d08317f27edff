import assert from "node:assert/strict";
import { parseWorkerEnv } from "../../../worker/contract/env";
import { EngineStartError } from "../../../worker/engines/engine";
import { ImagejEngine } from "../../../worker/engines/imagej/engine";
import { makeEngine } from "../../../worker/engines/make-engine";

const env = (engine: string) =>
  parseWorkerEnv({ DFIJI_QUEUE: "q", DFIJI_DEAD_LETTER_QUEUE: "d", DFIJI_BUCKET: "bucket", DFIJI_ENGINE: engine });

describe("the engine that the environment names", () => {
  it("is ImageJ for imagej", () => {
    assert.ok(makeEngine(env("imagej"), {}) instanceof ImagejEngine);
  });

  for (const name of ["fiji", "command"]) {
    it(`is refused by name for ${name}`, () => {
      assert.throws(
        () => makeEngine(env(name), {}),
        (error) => error instanceof EngineStartError && error.message === `engine ${name} is not in this version`,
      );
    });
  }
});
