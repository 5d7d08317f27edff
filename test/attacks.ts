/** One attack that was tried, and the test that shows its end. docs/security.md lists them (`npm run docs:security`). */
export interface Attack {
  readonly by:
    "another user" | "a web page" | "a script" | "a results folder" | "a job file" | "a message" | "a deployment file";
  /** What is tried. */
  readonly attack: string;
  /** What happens. */
  readonly end: string;
  readonly file: string;
  /** Part of the test's title as its file has it. */
  readonly title: string;
}

const UNREACHABLE = "test/cli/local/unreachable.int.test.ts";
const SHARED = "test/cli/local/shared-folder.int.test.ts";
const DISPLAY = "test/worker/engines/program/display.int.test.ts";
const ISOLATION = "test/worker/engines/imagej/isolation.int.test.ts";
const SAFE_FILES = "test/worker/host/safe-files.test.ts";
const SMALL_FILES = "test/worker/storage/small-files.test.ts";
const RECORDS = "test/cli/bookkeeping/records.test.ts";
const RETRY = "test/cli/results/retry-local.test.ts";
const HOSTILE_TEXT = "test/cli/hostile-text.test.ts";
const AMOUNTS = "test/cli/jobs/amounts.test.ts";
const MESSAGE = "test/worker/contract/job.test.ts";
const FUZZ = "test/worker/security.test.ts";
const GATE = "test/cli/page/view/gate.test.ts";

export const ATTACKS_TRIED: readonly Attack[] = [
  {
    ...{
      by: "another user",
      attack: "find a port of a run: read, send or delete jobs",
      end: "no process of a run listens",
    },
    ...{ file: UNREACHABLE, title: "has no open port" },
  },
  {
    ...{
      by: "a web page",
      attack: "send forms to a port of `dfiji demo`",
      end: "no process of the demo listens, from start to end",
    },
    ...{ file: UNREACHABLE, title: "of `dfiji demo` has none from its start to its end" },
  },
  {
    ...{
      by: "a script",
      attack: "use the queue's channel of its worker",
      end: "it is not inherited and has no address",
    },
    ...{ file: UNREACHABLE, title: "has its queue on a pair of sockets without a name" },
  },
  {
    ...{
      by: "another user",
      attack: "connect to a virtual display, by its socket, TCP or an abstract socket",
      end: "refused without the cookie; the other two do not exist",
    },
    ...{ file: DISPLAY, title: "refuses clients without its cookie" },
  },
  {
    ...{
      by: "another user",
      attack: "use what a display left behind",
      end: "socket, lock and cookie go with it, also when its worker is killed",
    },
    ...{ file: DISPLAY, title: "ends with a worker that is killed" },
  },
  {
    ...{ by: "another user", attack: "attach to a JVM and load code into it", end: "the JVM opens no socket for that" },
    ...{ file: ISOLATION, title: "opens no socket by which others could attach to it" },
  },
  {
    ...{
      by: "a script",
      attack: "read tokens and passwords of the shell by `env`",
      end: "it gets a short list and what `--pass-env` names",
    },
    ...{ file: ISOLATION, title: "gives a script a short list of variables" },
  },
  {
    ...{
      by: "a script",
      attack: "read them in `/proc` of its worker",
      end: "the worker has the short list only; `dfiji` itself keeps what its shell gave it",
    },
    ...{ file: UNREACHABLE, title: "keeps the shell's secrets from the worker" },
  },
  {
    ...{
      by: "a script",
      attack: "leave a child behind that moved to a session of its own",
      end: "killed before the run ends",
    },
    ...{ file: ISOLATION, title: "is rid of a child that made a session of its own" },
  },
  {
    ...{
      by: "another user",
      attack: "make `.dfiji` or its work folder first",
      end: "refused before anything is written",
    },
    ...{ file: SHARED, title: "is refused when .dfiji there belongs to another user" },
  },
  {
    ...{ by: "another user", attack: "plant a link as `.dfiji`", end: "refused before anything is written" },
    ...{ file: SHARED, title: "is refused when .dfiji there is a link" },
  },
  {
    ...{
      by: "another user",
      attack: "plant links at the worker's log and the lock",
      end: "an error that names the link; its target is untouched",
    },
    ...{ file: SHARED, title: "writes nothing through a link at" },
  },
  {
    ...{
      by: "another user",
      attack: "plant a link at the file of the run's progress",
      end: "the link is replaced; its target is untouched",
    },
    ...{ file: SHARED, title: "writes nothing through a link at the file of the run's progress" },
  },
  {
    ...{
      by: "another user",
      attack: "plant a link at the stored script",
      end: "the link is replaced; its target is untouched",
    },
    ...{ file: SHARED, title: "writes no script through a link" },
  },
  {
    ...{
      by: "another user",
      attack: "plant a link as a folder of results",
      end: "the run ends and names the link; nothing is written behind it",
    },
    ...{ file: SHARED, title: "takes no result through a linked folder" },
  },
  {
    ...{
      by: "another user",
      attack: "read a private input in the work folder",
      end: "copies are 0400 in a folder of 0700",
    },
    ...{ file: SHARED, title: "keeps a private input to its user" },
  },
  {
    ...{
      by: "a results folder",
      attack: "pipes, devices, links and large files in place of records",
      end: "refused; at most 64 MiB are read",
    },
    ...{ file: SAFE_FILES, title: "are never read through a link, from a pipe or a device" },
  },
  {
    ...{
      by: "a results folder",
      attack: "the same, folders and sockets among the markers and failures that readers list",
      end: "each is named and left out",
    },
    ...{ file: SMALL_FILES, title: "are never read through links, from a folder, a pipe, a socket or a device" },
  },
  {
    ...{ by: "a results folder", attack: "`.dfiji/lock` as a link to /dev/zero", end: "an error that names it" },
    ...{ file: RECORDS, title: "a lock or a progress that is a link to an endless device" },
  },
  {
    ...{
      by: "a results folder",
      attack: "one broken record, submission or marker",
      end: "named and left out, the others are shown",
    },
    ...{ file: RECORDS, title: "is named and left out by status and failures" },
  },
  {
    ...{
      by: "a results folder",
      attack: "markup, scripts and addresses in every text of the page: names, logs, tables, parameters",
      end: "drawn as text, also with the page's policy taken out; nothing is loaded",
    },
    ...{ file: "test/cli/page/browser/attacks.int.test.ts", title: "runs nothing and loads nothing" },
  },
  {
    ...{
      by: "a results folder",
      attack: "`..`, links, loops, pipes and bookkeeping as images and results of the live page",
      end: "refused; only regular files inside the folder are sent",
    },
    ...{ file: "test/cli/page/pictures/folder-file.test.ts", title: "it is a link out of its folder" },
  },
  {
    ...{
      by: "a results folder",
      attack: "an input folder of its choice for the live page",
      end: "taken only where this user made the run; else `--input` names it",
    },
    ...{
      file: "test/cli/page/view/server.int.test.ts",
      title: "takes no input folder from results that were made elsewhere",
    },
  },
  {
    ...{
      by: "a results folder",
      attack: "SVG and others under the name of an image",
      end: "refused: decoded as TIFF, PNG or JPEG only",
    },
    ...{ file: "test/cli/page/pictures/image-file.test.ts", title: "is no picture when it is" },
  },
  {
    ...{
      by: "a web page",
      attack: "reach the live page: by a name that leads to 127.0.0.1, by a form, from another site or port",
      end: "refused by host, method and `Sec-Fetch-Site`",
    },
    ...{ file: GATE, title: "refuses the host" },
  },
  {
    ...{
      by: "another user",
      attack: "the address of the live page from the list of processes",
      end: "the token is taken from programs of this user only (Linux)",
    },
    ...{ file: GATE, title: "takes the token from this user alone" },
  },
  {
    ...{
      by: "another user",
      attack: "a server on another port, to get the cookie of the live page",
      end: "it belongs to a path with a random part",
    },
    ...{ file: GATE, title: "moves the token of the address to a cookie that no script, site or other path gets" },
  },
  {
    ...{ by: "a results folder", attack: "a table that is a link to /etc/passwd", end: "refused by `collect`" },
    ...{ file: RECORDS, title: "a table behind a link is refused by collect" },
  },
  {
    ...{
      by: "a results folder",
      attack: "a command or script for `failures --retry`",
      end: "shown, and run only with `--yes`",
    },
    ...{ file: RETRY, title: "asks for --yes before it runs what is in" },
  },
  {
    ...{ by: "a results folder", attack: "names of secrets in the kept `passEnv`", end: "shown, never taken" },
    ...{ file: RETRY, title: "takes no environment variable by its name in the folder" },
  },
  {
    ...{
      by: "a results folder",
      attack: "escapes, U+202E and line breaks in names, reasons and records",
      end: "written as \\uXXXX by every command, in JSON too",
    },
    ...{ file: HOSTILE_TEXT, title: "text of others reaches no terminal raw" },
  },
  {
    ...{
      by: "a job file",
      attack: "a million keys, a line of 200 MB, /dev/zero, keys like `constructor`",
      end: "an error that names the limit",
    },
    ...{ file: AMOUNTS, title: "is a problem that names it" },
  },
  {
    ...{ by: "a message", attack: "an output or root inside `.dfiji/`", end: "refused: no job can write a marker" },
    ...{ file: MESSAGE, title: "an output among the markers" },
  },
  {
    ...{ by: "a message", attack: "line breaks and escapes in output and script name", end: "refused" },
    ...{ file: MESSAGE, title: "an escape in the script's name" },
  },
  {
    ...{ by: "a message", attack: "a pattern of many stars", end: "matched in linear time" },
    ...{ file: "test/worker/contract/patterns.test.ts", title: "need no more steps for many stars" },
  },
  {
    ...{
      by: "a message",
      attack: "code, paths, options and log lines as metadata",
      end: "plain values; results stay in their own folder",
    },
    ...{ file: FUZZ, title: "runs it as plain values" },
  },
  {
    ...{
      by: "a deployment file",
      attack: "a path to a private file as the stack's script",
      end: "refused, nothing is uploaded",
    },
    ...{ file: "test/cli/submit/deployment.int.test.ts", title: "uploads and sends nothing when the deployment names" },
  },
  {
    ...{
      by: "a deployment file",
      attack: "an http address, or one without a digest",
      end: "refused, nothing is asked",
    },
    ...{
      file: "test/cli/submit/stack-script.test.ts",
      title: "is refused as an address whose content is not fixed by a digest",
    },
  },
  {
    ...{
      by: "a deployment file",
      attack: "a bucket of another account",
      end: "S3 refuses: each call names the expected owner",
    },
    ...{ file: "test/cli/submit/deployment.int.test.ts", title: "sends nothing when the bucket is another account's" },
  },
];
