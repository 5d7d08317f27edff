import { type RawEnv } from "../../contract/env";
import { findXvfb } from "../program/display";
import { type CopySettings, type Engine, type EngineCopy } from "../engine";
import { ProcessPerJob } from "../program/process-per-job";
import { WarmCopy } from "../warm/copy";
import { Watchdog } from "../program/watchdog";
import { coldProgram } from "./cold-program";
import { fijiHost } from "./host";
import { findFiji, type FijiInstallation } from "./installation";

/** Fiji itself: warm, or started anew for each job by its documented command line. */
export class FijiEngine implements Engine {
  private readonly watchdog = new Watchdog();
  private found: FijiInstallation | undefined;

  constructor(
    private readonly path: string | undefined,
    private readonly isWarm: boolean,
    private readonly env: RawEnv,
  ) {}

  /** `display: auto` means none here: Fiji's own patches let most commands run headless, and a window brings its updater. */
  async open(settings: CopySettings): Promise<EngineCopy> {
    this.found ??= findFiji(this.path);
    const xvfb = settings.display === "virtual" ? findXvfb("virtual", this.env) : undefined;
    if (this.isWarm) return new WarmCopy(fijiHost(this.found, xvfb, this.env), settings);
    return new ProcessPerJob(coldProgram(this.found, settings, this.env), settings, xvfb, this.watchdog);
  }
}
