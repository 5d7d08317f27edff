import { z } from "zod";

const END = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("well") }),
  /** `line`: 1-based; 0 when unknown. */
  z.object({ kind: z.literal("error"), text: z.string(), line: z.number() }),
  /** It asks a person: only the desktop has one. */
  z.object({ kind: z.literal("dialog"), title: z.string() }),
  /** The macro ended ImageJ. */
  z.object({ kind: z.literal("quit") }),
]);

const FILE = z.object({
  sha256: z.string(),
  text: z.string().optional(),
  /** Of TIFF images: size, type, calibration, pixels and so on; of ZIP archives: their entries. */
  content: z.array(z.string()).optional(),
});

export const FILES = z.record(z.string(), FILE);
/** What a run of a case gave; `<input>` and `<output>` stand for its folders in all text. */
export const OUTCOME = z.object({
  end: END,
  log: z.array(z.string()),
  /** Title and text of the messages that the desktop showed in windows: an engine without a person may print them. */
  shown: z.array(z.string()),
  files: FILES,
});
export const RUN = OUTCOME.omit({ files: true });

export type Outcome = z.infer<typeof OUTCOME>;
export type End = Outcome["end"];
export type FileFacts = z.infer<typeof FILE>;

export type Verdict =
  | { readonly verdict: "same" }
  /** The engine says that it cannot do this here, and why. */
  | { readonly verdict: "refused"; readonly why: string }
  /** `why`: the first difference. */
  | { readonly verdict: "differs"; readonly why: string };

/** Judges an outcome by those that the desktop gave; it gives several where it races with itself. */
export function judge(accepted: readonly Outcome[], ours: Outcome): Verdict {
  const differences = accepted.map((truth) => firstDifference(truth, ours));
  if (differences.includes(undefined)) return { verdict: "same" };
  const refusal = ours.end.kind === "error" ? refusalIn(ours.end.text, accepted) : undefined;
  if (refusal !== undefined) return { verdict: "refused", why: refusal };
  return { verdict: "differs", why: differences[0] ?? "the desktop gave nothing to compare with" };
}

/** In words; the gravest kind first: how it ended, files, log. `undefined`: none. */
export function firstDifference(truth: Outcome, ours: Outcome): string | undefined {
  return differenceOfEnds(truth.end, ours.end) ?? differenceOfFiles(truth.files, ours.files) ?? differenceOfLogs();

  function differenceOfLogs(): string | undefined {
    const wanted = truth.log.map(asPrinted);
    return differenceOfLines("log", wanted, withoutShown({ ...truth, log: wanted }, ours.log.map(asPrinted)));
  }
}

function differenceOfEnds(truth: End, ours: End): string | undefined {
  if (truth.kind !== ours.kind) return `${endInWords(ours)} instead of ${endInWords(truth)}`;
  if (truth.kind !== "error" || ours.kind !== "error") return undefined;
  const isSameText = squeezed(ours.text).includes(squeezed(truth.text));
  const isSameLine = truth.line === 0 || truth.line === ours.line;
  return isSameText && isSameLine ? undefined : `${endInWords(ours)} instead of ${endInWords(truth)}`;
}

function endInWords(end: End): string {
  switch (end.kind) {
    case "well":
      return "ended well";
    case "error":
      return `error in line ${end.line === 0 ? "?" : end.line} ${quoted(squeezed(end.text))}`;
    case "dialog":
      return `asked by dialog ${quoted(end.title)}`;
    case "quit":
      return "ended ImageJ";
  }
}

function differenceOfFiles(truth: Outcome["files"], ours: Outcome["files"]): string | undefined {
  const missing = Object.keys(truth).filter((name) => !Object.hasOwn(ours, name));
  if (missing.length > 0) return `missing: ${missing.join(", ")}`;
  const extra = Object.keys(ours).filter((name) => !Object.hasOwn(truth, name));
  if (extra.length > 0) return `too many: ${extra.join(", ")}`;
  for (const [name, file] of Object.entries(truth)) {
    const other = ours[name];
    const difference = other === undefined ? undefined : differenceOfFile(name, file, other);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceOfFile(name: string, truth: FileFacts, ours: FileFacts): string | undefined {
  if (truth.sha256 === ours.sha256) return undefined;
  if (truth.content !== undefined && ours.content !== undefined) {
    return differenceOfLines(name, truth.content, ours.content); // times of ZIP entries do not count
  }
  if (truth.text === undefined || ours.text === undefined) return `${name}: other bytes`;
  return differenceOfLines(name, truth.text.split("\n"), ours.text.split("\n")); // the folders' names do not count
}

function differenceOfLines(name: string, truth: readonly string[], ours: readonly string[]): string | undefined {
  const length = Math.max(truth.length, ours.length);
  const index = Array.from({ length }, (_, line) => line).find((line) => truth[line] !== ours[line]);
  if (index === undefined) return undefined;
  const [wanted, found] = [truth[index], ours[index]];
  const counts = truth.length === ours.length ? "" : ` (${ours.length} lines instead of ${truth.length})`;
  const start = `${name}: line ${index + 1}`;
  if (found === undefined) return `${start} ${quoted(wanted ?? "")} is missing${counts}`;
  if (wanted === undefined) return `${start} ${quoted(found)} is too many${counts}`;
  const from = Math.max(0, firstOtherCharacter(wanted, found) - LONGEST_QUOTE / 2);
  return `${start} is ${quoted(found, from)} instead of ${quoted(wanted, from)}${counts}`;
}

function firstOtherCharacter(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index++;
  return index;
}

/** The Log window shows an empty line as a space. */
const asPrinted = (line: string): string => (line === " " ? "" : line);

/** Of the lines that the desktop's log does not have at their place, those that its windows show are left out. */
function withoutShown(truth: Outcome, lines: readonly string[]): string[] {
  const shown = truth.shown.map(squeezed).join("\n");
  const kept: string[] = [];
  for (const line of lines) {
    const isTrace = truth.end.kind === "error" && /^\s+at [\w.$/]+\(/.test(line);
    const isShown = isTrace || (truth.shown.length > 0 && shown.includes(squeezed(line)));
    if (line === truth.log[kept.length] || !isShown) kept.push(line);
  }
  return kept;
}

/** The closed list of what an engine may refuse, by its own words. */
export const REFUSALS: readonly Refusal[] = [
  { why: "needs a window", words: /\bthe script needs a window\b/, cure: "Run it with `--display virtual`." },
  {
    why: "needs a file chooser",
    words: /\bfile chooser\b/,
    cure: 'Give the path, for example `saveAs("Tiff", output + "/a.tif")`.',
  },
  {
    why: "needs a person",
    words: /\bdialog\b/,
    cure: "Give all values in the command's options, or take them from parameters of the script (`#@`).",
  },
  {
    why: "needs the Internet",
    words: /\bneeds the Internet\b/,
    cure: "Download the file before, and give it as an input.",
  },
  {
    why: "needs a native library",
    words: /\bnative library\b|UnsatisfiedLinkError/,
    cure: "Install the library in the image of the worker.",
  },
];

interface Refusal {
  readonly why: string;
  readonly words: RegExp;
  /** What the user can do. */
  readonly cure: string;
}

/** No refusal when it names another dialog than the desktop's. */
function refusalIn(text: string, accepted: readonly Outcome[]): string | undefined {
  for (const { end } of accepted) if (end.kind === "dialog" && !text.includes(end.title)) return undefined;
  return REFUSALS.find(({ words }) => words.test(text))?.why;
}

const LONGEST_QUOTE = 160;

function quoted(text: string, from = 0): string {
  const piece = text.slice(from, from + LONGEST_QUOTE);
  return JSON.stringify(`${from > 0 ? "…" : ""}${piece}${from + LONGEST_QUOTE < text.length ? "…" : ""}`);
}

const squeezed = (text: string): string => text.replace(/\s+/g, " ").trim();
