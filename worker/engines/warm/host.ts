import { type Display, type DisplayPrograms } from "../program/display";
import { type ProgramPlaces } from "../program/environment";
import { type CopySettings, type RunRequest } from "../engine";
import { type Failure } from "../program/run-failure";

/** A program that runs jobs one after another inside one JVM. It says on stdout what `HostMessage` lists, one JSON object a line. */
export interface WarmHost {
  /** For messages, e.g. `ImageJ`. */
  readonly name: string;
  /** Present: every JVM gets a virtual display. */
  readonly displayPrograms?: DisplayPrograms;
  /** What every JVM's environment has. */
  environment(places: ProgramPlaces): Readonly<Record<string, string>>;
  /** How a JVM is started whose own files lie in `folder`, below `home`, `tmp` and `prefs`. */
  launch(settings: CopySettings, folder: string, display: Display | undefined): Launch;
  /** What a run needs to know, or why the job cannot run at all. */
  prepare(request: RunRequest): Prepared | Promise<Prepared>;
  /** One line for the host's stdin, without its end. */
  encode(type: "run" | "abort" | "collect", id: number, fields: Fields): string;
}

/** The host for one run, where hosts differ by their display. */
export interface Way {
  readonly host: WarmHost;
  /** Why the run needs a display; undefined: it does not. */
  readonly displayReason?: string;
}

export type Prepared = { readonly fields: Fields } | { readonly failure: Failure };
export type Fields = Readonly<Record<string, string>>;

export interface Launch {
  readonly argv: readonly [string, ...string[]];
  /** On top of `environment`. */
  readonly env: Readonly<Record<string, string>>;
}
