import { type RunDisplay } from "../../contract/display";
import { displayNeed, needText } from "../../contract/display-need";
import { type RawEnv } from "../../contract/env";
import proved from "../../contract/proved-words.json";
import { type CopySettings, type Engine, type EngineCopy, type RunRequest } from "../engine";
import { javaEnvironment } from "../java/java-environment";
import { findDisplay } from "../program/display";
import { WarmCopy } from "../warm/copy";
import { type WarmHost, type Way } from "../warm/host";
import { imagejHost, readScript } from "./host";
import { imagejRuntime } from "./runtime";

/**
 * Plain ImageJ macros in warm JVMs. What they are started from is found or built once, when it is first needed. `auto`: where
 * the programs of a display are, a script gets one unless all its words are proved to be the same without.
 */
export class ImagejEngine implements Engine {
  private readonly hosts = new Map<RunDisplay, Promise<WarmHost>>();

  constructor(
    private readonly env: RawEnv,
    /** Names of variables that scripts get besides the base. */
    private readonly passEnv: readonly string[] = [],
    /** What an `open` of a macro may take; undefined: what the host takes by itself. */
    private readonly openMinutes?: number,
  ) {}

  async open(settings: CopySettings, signal?: AbortSignal): Promise<EngineCopy> {
    const { display } = settings;
    if (display !== "auto") return new WarmCopy(await this.hostOf(display, signal), settings);
    const host = await this.hostOf("none", signal);
    if (findDisplay("auto", this.env) === undefined) return new WarmCopy(host, settings);
    return new WarmCopy(host, settings, (request) => this.wayOf(request));
  }

  private async wayOf({ scriptPath }: RunRequest): Promise<Way> {
    const need = displayNeed(readScript(scriptPath), proved);
    if (need === undefined) return { host: await this.hostOf("none") };
    return { host: await this.hostOf("virtual"), displayReason: needText(need) };
  }

  private hostOf(display: RunDisplay, signal?: AbortSignal): Promise<WarmHost> {
    let host = this.hosts.get(display);
    if (host === undefined) {
      host = imagejRuntime(display, this.env, signal).then((runtime) =>
        imagejHost(runtime, (places) => javaEnvironment(this.env, this.passEnv, places), this.openMinutes),
      );
      this.hosts.set(display, host);
    }
    return host;
  }
}
