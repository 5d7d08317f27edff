import { type RawEnv, type WorkerEnv } from "../contract/env";
import { CommandEngine } from "./command/engine";
import { type Engine, EngineStartError } from "./engine";
import { ImagejEngine } from "./imagej/engine";

/**
 * The engine that the environment names. `raw` is where Java, Maven and Xvfb are looked for, and what programs get of.
 * @throws {EngineStartError} when this version does not have it
 */
export function makeEngine(env: WorkerEnv, raw: RawEnv = process.env): Engine {
  switch (env.DFIJI_ENGINE) {
    case "imagej":
      return new ImagejEngine(raw);
    case "command":
      return new CommandEngine(raw, env.DFIJI_PASS_ENV);
    case "fiji":
      throw new EngineStartError(
        `engine ${env.DFIJI_ENGINE} is not in this version`,
        "use `--engine imagej` (DFIJI_ENGINE=imagej) for ImageJ macros",
      );
  }
}
