import { type CauseGroup } from "../shared/alike";
import { shortText } from "../shared/plain-text";
import { cut, type Line, type Piece } from "../shared/styled";
import { type FailedJob, type RunState, type TimeLeft } from "./run-state";

/** `7 s`, `4 min 5 s`, `2 h 10 min`, `3 d 4 h`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** `about 2 min left`, `1 to 3 min left`, `20 to 40 s left`: no more digits than are known. */
export function leftText({ low, high }: TimeLeft): string {
  const { unit, seconds } = UNITS.find(({ below }) => high < below) ?? UNITS[2];
  const [from, to] = [low, high].map((value) => Math.max(1, Math.round(value / seconds)));
  return from === to ? `about ${to} ${unit} left` : `${from} to ${to} ${unit} left`;
}
const UNITS = [
  { unit: "s", seconds: 1, below: 90 },
  { unit: "min", seconds: 60, below: 5400 },
  { unit: "h", seconds: 3600, below: Infinity },
] as const;

export const rateText = (perSecond: number): string =>
  perSecond >= 0.5 ? `${perSecond.toFixed(1)} jobs/s` : `${(perSecond * 60).toFixed(1)} jobs/min`;

/** One line: `12 of 384 done, 1 failed, 3.2 jobs/s, about 2 min left`. */
export const progressLine = (state: RunState, nowMs: number): string =>
  [
    `${state.done} of ${state.total} done`,
    ...(state.failed > 0 ? [`${state.failed} failed`] : []),
    ...pace(state, nowMs),
  ].join(", ");

/** Rate and time left, where they mean something. */
function pace(state: RunState, nowMs: number): string[] {
  const rate = state.rate(nowMs);
  const left = state.timeLeft(nowMs);
  if (rate === undefined || state.phase === "closing") return [];
  return [rateText(rate), ...(left === undefined || state.ended >= state.total ? [] : [leftText(left)])];
}

/** `starting ImageJ, 12 s`, `running, 1 min 5 s`, `closing 2 ImageJ, 3 s`. */
export function phaseText(state: RunState, nowMs: number): string {
  const { engine, phase } = state;
  const since = duration((nowMs - state.phaseMs) / 1000);
  const many = engine.copies === 1 ? engine.name : `${engine.copies} ${plural(engine.name)}`;
  switch (phase) {
    case "starting":
      return `starting ${many}, ${since}${engine.isBuilding ? " (the first start on this computer builds it, once)" : ""}`;
    case "running":
      return `running, ${duration((nowMs - state.begunMs) / 1000)}`;
    case "stopping":
      return `stopping: running jobs may finish, ${since}`;
    case "closing":
      return `closing ${many}, ${since}`;
  }
}

const plural = (name: string): string => (name === "process" ? "processes" : name);

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
  readonly colour: boolean;
}

/** Columns from which the plate is drawn, and rows that stay free above the block. */
const PLATE_COLUMNS = 100;
const FREE_ROWS = 4;
/** Lines of the block besides engine processes and plate. */
const HEAD_LINES = 4;

/**
 * The block that is drawn again and again: phase, bar, counts, the most frequent cause of failures, what each engine
 * process is at, and the plate where there is room. Its height depends on the terminal alone; no line is wider than it.
 */
export function liveLines(state: RunState, nowMs: number, { columns, rows, colour }: ScreenSize): Line[] {
  const { engine, plate } = state;
  const room = Math.max(1, rows - FREE_ROWS - HEAD_LINES);
  const hasPlate = plate !== undefined && columns >= PLATE_COLUMNS && room >= plate.height + 1;
  const shown = Math.min(engine.copies, hasPlate ? room - plate.height : room);
  const lines: Line[] = [
    [{ text: phaseText(state, nowMs), style: "bold" }],
    ...[bar(state, columns - 1), counts(state, nowMs), causeLine(state)],
    ...processLines(state, nowMs, shown),
    ...(hasPlate ? plate.lines(colour) : []),
  ];
  return lines.map((line) => cut(line, Math.max(20, columns - 1)));
}

/** While no job has ended, or nothing runs any more, a bar that stands still says nothing. */
function bar(state: RunState, columns: number): Line {
  const { phase, engine, ready, ended, total, running } = state;
  if (phase === "starting") return `${ready} of ${engine.copies} ready`;
  if (phase === "closing" && ended === total) return "all jobs have ended";
  if (ended === 0) return running.length === 1 ? "the first job runs" : `the first ${running.length} jobs run`;
  const share = total === 0 ? 1 : ended / total;
  const percent = ` ${Math.floor(share * 100)} %`;
  const width = Math.max(10, columns - 2 - " 100 %".length);
  const filled = Math.floor(share * width);
  return [
    "[",
    { text: "#".repeat(filled), style: state.failed > 0 ? "warn" : "good" },
    { text: "-".repeat(width - filled), style: "dim" },
    `]${percent}`,
  ];
}

const counts = (state: RunState, nowMs: number): Line =>
  [
    [`${state.done} of ${state.total} done`],
    ...(state.failed > 0 ? [[{ text: `${state.failed} failed`, style: "bad" } satisfies Piece]] : []),
    ...(state.trouble === undefined ? pace(state, nowMs) : ["jobs wait: the disk is full"]).map((text) => [text]),
  ].flatMap((part, index): (string | Piece)[] => (index === 0 ? part : [", ", ...part]));

function causeLine(state: RunState): Line {
  const [cause, ...others] = state.causes.list;
  if (cause === undefined) return "";
  const more = others.length === 0 ? "" : `; ${others.length} other ${others.length === 1 ? "cause" : "causes"}`;
  return [{ text: `${causeText(cause)}${more}`, style: "bad" }];
}

function processLines(state: RunState, nowMs: number, count: number): Line[] {
  const { engine } = state;
  const isCut = count < engine.copies;
  const lines = Array.from({ length: isCut ? count - 1 : count }, (_, copy): Line => {
    const job = state.running.find((running) => running.copy === copy);
    const name = engine.copies === 1 ? engine.name : `${engine.name} ${copy + 1} of ${engine.copies}`;
    if (job === undefined) return [{ text: `  ${name}`, style: "dim" }];
    return [`  ${name}  `, { text: job.name, style: "busy" }, `  ${duration((nowMs - job.sinceMs) / 1000)}`];
  });
  return isCut ? [...lines, `  and ${engine.copies - count + 1} more`] : lines;
}

/** `15 x script-error, line 12: Undefined variable`; one alone without its number. */
export const causeText = ({ class: failure, line, reason, count }: Omit<CauseGroup, "names">): string =>
  `${count === 1 ? "" : `${count} x `}${failure}${line === undefined ? "" : `, line ${line}`}: ${shortText(reason)}`;

/** `failed P1-A01: script-error, line 12: Undefined variable` */
export const failureLine = ({ name, class: failure, line, reason }: FailedJob): string =>
  `failed ${name}: ${causeText({ class: failure, line, reason, count: 1 })}`; // often a line of the script's own output
