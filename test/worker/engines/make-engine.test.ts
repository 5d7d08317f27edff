import assert from "node:assert/strict";
import { parseWorkerEnv } from "../../../worker/contract/env";
import { CommandEngine } from "../../../worker/engines/command/engine";
import { EngineStartError } from "../../../worker/engines/engine";
import { ImagejEngine } from "../../../worker/engines/imagej/engine";
import { makeEngine } from "../../../worker/engines/make-engine";

const env = (engine: string) =>
  parseWorkerEnv({ DFIJI_QUEUE: "q", DFIJI_DEAD_LETTER_QUEUE: "d", DFIJI_BUCKET: "bucket", DFIJI_ENGINE: engine });

describe("the engine that the environment names", () => {
  it("is ImageJ for imagej, and any program for command", () => {
    assert.ok(makeEngine(env("imagej"), {}) instanceof ImagejEngine);
    assert.ok(makeEngine(env("command"), {}) instanceof CommandEngine);
  });

  it("is refused by name for fiji", () => {
    assert.throws(
      () => makeEngine(env("fiji"), {}),
      (error) => error instanceof EngineStartError && error.message === "engine fiji is not in this version",
    );
  });
});
