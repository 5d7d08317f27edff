import { type RawEnv, type WorkerEnv } from "../contract/env";
import { type Engine, EngineStartError } from "./engine";
import { ImagejEngine } from "./imagej/engine";

/**
 * The engine that the environment names. `raw` is where Java, Maven and Xvfb are looked for.
 * @throws {EngineStartError} when this version does not have it
 */
export function makeEngine(env: WorkerEnv, raw: RawEnv = process.env): Engine {
  if (env.DFIJI_ENGINE === "imagej") return new ImagejEngine(raw);
  throw new EngineStartError(
    `engine ${env.DFIJI_ENGINE} is not in this version`,
    "use `--engine imagej` (DFIJI_ENGINE=imagej) for ImageJ macros",
  );
}
