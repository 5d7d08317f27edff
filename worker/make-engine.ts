import { type RawEnv, type WorkerEnv } from "./contract/env";
import { CommandEngine } from "./engines/command/engine";
import { type Engine } from "./engines/engine";
import { FijiEngine } from "./engines/fiji/engine";
import { ImagejEngine } from "./engines/imagej/engine";

/** The engine that the environment names. `raw` is where Java, Maven and Xvfb are looked for, and what programs get of. */
export function makeEngine(env: WorkerEnv, raw: RawEnv = process.env): Engine {
  switch (env.DFIJI_ENGINE) {
    case "imagej":
      return new ImagejEngine(raw, env.DFIJI_PASS_ENV, env.DFIJI_OPEN_MINUTES);
    case "command":
      return new CommandEngine(raw, env.DFIJI_PASS_ENV);
    case "fiji":
      return new FijiEngine(env.DFIJI_FIJI_PATH, env.DFIJI_WARM, raw, env.DFIJI_PASS_ENV, env.DFIJI_OPEN_MINUTES);
  }
}
