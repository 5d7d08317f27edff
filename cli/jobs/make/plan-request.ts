import { type DisplayChoice } from "../../../worker/contract/display";
import { type EngineName, type Job, type ScriptRef } from "../../../worker/contract/job";
import { type Store } from "../../../worker/storage/store";
import { type NamedValues } from "../../shared/options";
import { type FileBesideScript } from "../../script/files-beside";
import { type KnownFiji } from "../../script/known-commands";

/** What to plan: a job file, a pattern over the input store, or neither (one job per image). */
export interface PlanRequest {
  /** Ours or the originals' (.json), or complete jobs (.jsonl). */
  readonly jobFile?: string;
  /** Without a job file: `{Plate}/{Well}_{Site}_*.tif` over the input store. */
  readonly pattern?: string;
  /** Of the command line: values of every job, in place of those of `shared_metadata`. */
  readonly params?: NamedValues;
  /** Without a job file: a naming scheme, or the absolute path of one (`.json`). */
  readonly naming?: string | undefined;
  /** What one job is, with `naming`: plate, well, site or image. @default site */
  readonly per?: string | undefined;
  readonly engine: EngineName;
  /** Of the command line; else the job file's `script`, relative to it; else `stackScript`. */
  readonly scriptFile?: string;
  /** `--script-sha256`: required of a `scriptFile` that is an address. */
  readonly scriptSha256?: string | undefined;
  /** Reads a script at `s3://` or `https://` that has this digest. @throws {CliError} when it is refused or unreadable */
  readonly openScript?: (address: string, sha256: string | undefined) => Promise<GivenScript>;
  /** `--with`: absolute paths of files and folders that go along with the script, besides those of the job file. */
  readonly with?: readonly string[] | undefined;
  /** The stack's script; asked for only when no other script is given. */
  readonly stackScript?: () => Promise<GivenScript>;
  /** What the Fiji has that would run the script, or a sentence why that is not known; asked for when it is checked. */
  readonly fiji?: () => Promise<KnownFiji | string>;
  /** That of the run, where it is known: what Fiji does otherwise without one is refused. */
  readonly display?: DisplayChoice;
  /** argv template of engine `command`; `{input}` and `{output}` stay for the worker. */
  readonly command?: readonly string[];
  readonly place: "local" | "aws";
  /** aws only, else "": the originals' `output_file_location` is relative to the bucket and is below it. */
  readonly outputPrefix: string;
  readonly mountBucket: boolean;
  /** To match inputs with what is there; absent: not checked. */
  readonly inputStore?: Store;
  /** Folder below the input store that holds results (ends in `/`): its files are never taken for inputs to group. */
  readonly leaveOut?: string;
  /** Globs of files that are never inputs unless a job names them whole, besides those of the job file. */
  readonly exclude?: readonly string[] | undefined;
  /** One computer, absolute: what `/home/ubuntu/bucket` means there. Absent: values stay as they are. */
  readonly inputDir?: string;
  /** Every job gets its files in one folder, whatever folders they come from. @default false */
  readonly flat?: boolean | undefined;
  /** `--argument`: in place of the job file's `argument`, with placeholders. */
  readonly argument?: string | undefined;
  readonly submission: string;
  readonly force: boolean;
  /** Leave out jobs without input instead of refusing all. */
  readonly skipMissing: boolean;
  /** Refuse all when some jobs have another number of files than the others. @default false: a warning */
  readonly sameCount?: boolean;
  /** Only looked at: a missing script is a warning instead of a problem. @default false */
  readonly preview?: boolean;
  /** false: neither inputs nor the script's source are looked at. */
  readonly check: boolean;
}

export interface GivenScript {
  /** File name. */
  readonly name: string;
  /** For messages: path or address. */
  readonly from: string;
  readonly bytes: Buffer;
}

export interface PlannedScript extends ScriptRef, GivenScript {
  readonly besides: readonly FileBesideScript[];
}

/** The files beside a script as a job names them. */
export const withOf = (script: PlannedScript | undefined): Pick<Job, "with"> =>
  script === undefined || script.besides.length === 0
    ? {}
    : { with: script.besides.map(({ path, sha256 }) => ({ path, sha256 })) };
