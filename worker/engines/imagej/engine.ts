import { type RawEnv } from "../../contract/env";
import { type CopySettings, type Engine, type EngineCopy } from "../engine";
import { javaEnvironment } from "../java/java-environment";
import { WarmCopy } from "../warm/copy";
import { imagejHost } from "./host";
import { imagejRuntime, type ImagejRuntime } from "./runtime";

/** Plain ImageJ macros in warm JVMs. What they are started from is found or built once, at the first `open`. */
export class ImagejEngine implements Engine {
  private readonly runtimes = new Map<CopySettings["display"], Promise<ImagejRuntime>>();

  constructor(
    private readonly env: RawEnv,
    /** Names of variables that scripts get besides the base. */
    private readonly passEnv: readonly string[] = [],
    /** What an `open` of a macro may take; undefined: what the host takes by itself. */
    private readonly openMinutes?: number,
  ) {}

  async open(settings: CopySettings, signal?: AbortSignal): Promise<EngineCopy> {
    let runtime = this.runtimes.get(settings.display);
    if (runtime === undefined) {
      runtime = imagejRuntime(settings.display, this.env, signal);
      this.runtimes.set(settings.display, runtime);
    }
    return new WarmCopy(
      imagejHost(await runtime, (places) => javaEnvironment(this.env, this.passEnv, places), this.openMinutes),
      settings,
    );
  }
}
