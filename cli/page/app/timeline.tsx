import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { STAGES } from "../data/page-data";
import { type Actions } from "./actions";
import { STATE_COLOURS } from "./colour";
import { count, duration, moment } from "./format";
import { useDark, useWidth } from "./hooks";
import { jobName, type Model, naturally, valueAt } from "./model";

interface TimelineProps {
  readonly model: Model;
  readonly actions: Actions;
}

/** One job or failed attempt on one engine process; times in seconds after the first. */
interface Bar {
  readonly job: number;
  readonly from: number;
  readonly to: number;
  /** Seconds of each of `STAGES`; [] for an attempt without results. */
  readonly stages: readonly number[];
  /** Class of an attempt without results. */
  readonly ending: string | undefined;
}

interface Lane {
  readonly worker: string;
  readonly bars: readonly Bar[];
}

const STAGE_COLOURS = { fetch: "#e69f00", run: STATE_COLOURS.done, verify: "#cc79a7", publish: "#009e73" } as const;
const NO_FAULT = ["interrupted", "lease-lost"];
const LABEL = 150;
const COUNT_HEIGHT = 64;
const AXIS = 22;

/** What each engine process did when: stages, waits, failures, interruptions; above, how many jobs ran. */
export function Timeline({ model, actions }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const isDark = useDark();
  const [pointed, setPointed] = useState<Bar>();
  const { lanes, span, running, busy } = useMemo(() => lanesOf(model), [model]);
  const laneHeight = lanes.length <= 12 ? 24 : lanes.length <= 40 ? 14 : 6;
  const label = width < 520 ? 84 : LABEL;
  const height = COUNT_HEIGHT + lanes.length * laneHeight + AXIS;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === undefined || context === null || width === 0) return;
    draw(context, { lanes, span, running, width, height, laneHeight, label, isDark, base: model.data.jobs.baseMs });
  }, [lanes, width, isDark, laneHeight, label]);
  if (lanes.length === 0) return null;
  const at = (event: MouseEvent): Bar | undefined => {
    const place = (event.currentTarget as Element).getBoundingClientRect();
    const lane = lanes[Math.floor((event.clientY - place.top - COUNT_HEIGHT) / laneHeight)];
    const time = ((event.clientX - place.left - label) / (width - label)) * span;
    return lane?.bars.find(({ from, to }) => time >= from - span / 800 && time <= to + span / 800);
  };
  const longest = running.reduce((most, { jobs }) => Math.max(most, jobs), 0);
  return (
    <section aria-labelledby="timeline">
      <div class="bar">
        <h2 id="timeline">Timeline</h2>
        <span class="soft">
          {count(lanes.length, "engine process", "engine processes")}, {duration(span)}, busy{" "}
          {Math.round((100 * busy) / Math.max(1e-9, span * lanes.length))} %, at most {longest} at the same time
        </span>
      </div>
      <p class="keys" aria-hidden="true">
        {STAGES.map((stage) => (
          <span key={stage}>
            <i style={{ background: STAGE_COLOURS[stage] }} />
            {stage}
          </span>
        ))}
        <span>
          <i style={{ background: STATE_COLOURS.failed }} />
          failed
        </span>
        <span>
          <i class="interrupted" />
          interrupted
        </span>
      </p>
      <div ref={frame} class="timeline">
        <canvas
          ref={canvas}
          width={width * scaleOf()}
          height={height * scaleOf()}
          style={{ width: `${width}px`, height: `${height}px` }}
          role="img"
          aria-label={`Timeline of ${lanes.length} engine processes over ${duration(span)}`}
          onMouseMove={(event) => setPointed(at(event))}
          onMouseLeave={() => setPointed(undefined)}
          onClick={(event) => {
            const bar = at(event);
            if (bar !== undefined && bar.job !== -1) actions.openJob(bar.job);
          }}
        />
      </div>
      <p class="pointed" aria-hidden="true">
        {pointed === undefined ? "\u00a0" : barText(model, pointed)}
      </p>
      <Memory model={model} />
    </section>
  );
}

const scaleOf = (): number => Math.min(2, window.devicePixelRatio);

function barText({ data }: Model, { job, from, to, stages, ending }: Bar): string {
  const name = job === -1 ? "a job of an earlier plan" : jobName(data.jobs, job);
  const parts = STAGES.flatMap((stage, index) =>
    (stages[index] ?? 0) > 0 ? [`${stage} ${duration(stages[index] ?? 0)}`] : [],
  );
  return `${name}: ${ending ?? "done"}, ${duration(to - from)}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}, from ${moment(data.jobs.baseMs + from * 1000)}`;
}

/** Attempts without results are records of their own; a job's own columns are its last attempt. */
function lanesOf({ data, states }: Model) {
  const { jobs, attempts } = data;
  const lanes = new Map<string, Bar[]>();
  const put = (worker: string, bar: Bar): void => {
    const lane = lanes.get(worker);
    if (lane === undefined) lanes.set(worker, [bar]);
    else lane.push(bar);
  };
  for (let job = 0; job < jobs.count; job++) {
    const [from, seconds] = [jobs.startedAt[job], jobs.seconds[job]];
    if (states[job] !== "done" || typeof from !== "number" || typeof seconds !== "number") continue;
    const known = STAGES.map((stage) => jobs.stages[stage][job] ?? 0);
    const rest = seconds - known.reduce((sum, stage) => sum + Math.max(0, stage), 0);
    const stages = known.map((stage) => (stage === -1 ? Math.max(0, rest) : stage));
    put(valueAt(jobs.worker, job) ?? "?", { job, from: from / 10, to: from / 10 + seconds, stages, ending: undefined });
  }
  for (const [index, job] of attempts.job.entries()) {
    const from = (attempts.startedAt[index] ?? 0) / 10;
    const ending = valueAt(attempts.class, index) ?? "failed";
    put(valueAt(attempts.worker, index) ?? "?", {
      job,
      from,
      to: from + (attempts.seconds[index] ?? 0),
      stages: [],
      ending,
    });
  }
  const all = [...lanes.values()].flat();
  const span = all.reduce((last, { to }) => Math.max(last, to), 0);
  const busy = all.reduce((sum, { from, to }) => sum + to - from, 0);
  const sorted = [...lanes].sort(([a], [b]) => naturally(a, b)).map(([worker, bars]): Lane => ({ worker, bars }));
  return { lanes: sorted, span: Math.max(span, 1), running: runningOver(all), busy };
}

/** How many ran from each time on. */
function runningOver(bars: readonly Bar[]): readonly { readonly at: number; readonly jobs: number }[] {
  const changes = bars.flatMap(({ from, to }) => [
    { at: from, by: 1 },
    { at: to, by: -1 },
  ]);
  changes.sort((a, b) => a.at - b.at || a.by - b.by);
  let jobs = 0;
  return changes.map(({ at, by }) => ({ at, jobs: (jobs += by) }));
}

interface Drawing {
  readonly lanes: readonly Lane[];
  readonly span: number;
  readonly running: ReturnType<typeof runningOver>;
  readonly width: number;
  readonly height: number;
  readonly laneHeight: number;
  readonly label: number;
  readonly isDark: boolean;
  readonly base: number;
}

function draw(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { lanes, span, running, width, height, laneHeight, label, isDark, base } = drawing;
  const [text, line] = isDark ? ["#a6adb7", "#333943"] : ["#5a6068", "#d9dde3"];
  const x = (time: number): number => label + (time / span) * (width - label - 4);
  const scale = scaleOf();
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  // axis
  const steps = timeTicks(span, (width - label) / 110);
  for (const step of steps) {
    context.fillStyle = line;
    context.fillRect(x(step), COUNT_HEIGHT - 50, 1, height - AXIS - COUNT_HEIGHT + 50);
    context.fillStyle = text;
    context.textAlign = step === 0 ? "left" : "center";
    const isLast = x(step) > width - 30;
    if (!isLast) context.fillText(step === 0 ? clock(base) : `+${duration(step)}`, x(step), height - AXIS / 2);
  }
  // how many ran
  const most = running.reduce((largest, { jobs }) => Math.max(largest, jobs), 1);
  const y = (jobs: number): number => COUNT_HEIGHT - 8 - (jobs / most) * (COUNT_HEIGHT - 20);
  context.beginPath();
  context.moveTo(x(0), y(0));
  let before = 0;
  for (const { at, jobs } of running) {
    context.lineTo(x(at), y(before));
    context.lineTo(x(at), y(jobs));
    before = jobs;
  }
  context.lineTo(x(span), y(0));
  context.fillStyle = isDark ? "#2b7a9b66" : "#2b7a9b33";
  context.fill();
  context.fillStyle = text;
  context.textAlign = "right";
  context.fillText("running", label - 8, y(most / 2));
  context.fillText(String(most), label - 8, y(most));
  // lanes
  for (const [index, { worker, bars }] of lanes.entries()) {
    const top = COUNT_HEIGHT + index * laneHeight;
    const tall = laneHeight - (laneHeight > 8 ? 4 : 1);
    if (laneHeight >= 14) {
      context.fillStyle = text;
      context.textAlign = "right";
      context.fillText(cut(worker, Math.floor(label / 6.4)), label - 8, top + tall / 2);
    }
    let drawnTo = -1; // of 100,000 bars most are in a column of pixels that is drawn already
    for (const bar of bars) {
      const end = Math.floor(x(bar.to));
      if (end === drawnTo && bar.ending === undefined) continue;
      drawBar(context, bar, { x, top, tall, line: text });
      drawnTo = end;
    }
  }
}

/** Steps of a clock, seconds. */
const CLOCK = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

function timeTicks(span: number, count: number): readonly number[] {
  const rough = span / Math.max(1, count);
  const step = CLOCK.find((one) => one >= rough) ?? 86_400 * Math.ceil(rough / 86_400);
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}

/** Stages of narrower bars are not seen, px. */
const LEAST_STAGED = 4;

interface BarPlace {
  readonly x: (time: number) => number;
  readonly top: number;
  readonly tall: number;
  readonly line: string;
}

function drawBar(
  context: CanvasRenderingContext2D,
  { from, to, stages, ending }: Bar,
  { x, top, tall, line }: BarPlace,
): void {
  const [left, right] = [x(from), Math.max(x(from) + 1, x(to) - 0.5)];
  if (ending !== undefined) {
    if (!NO_FAULT.includes(ending)) {
      context.fillStyle = STATE_COLOURS.failed;
      context.fillRect(left, top, right - left, tall);
      return;
    }
    context.strokeStyle = line;
    context.setLineDash([3, 2]);
    context.strokeRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), tall - 1);
    context.setLineDash([]);
    return;
  }
  context.fillStyle = STAGE_COLOURS.run;
  context.fillRect(left, top, right - left, tall);
  if (right - left < LEAST_STAGED) return;
  let at = from;
  for (const [index, stage] of STAGES.entries()) {
    const seconds = stages[index] ?? 0;
    if (stage !== "run" && seconds > 0) {
      context.fillStyle = STAGE_COLOURS[stage];
      context.fillRect(x(at), top, Math.max(0.5, Math.min(x(at + seconds), right) - x(at)), tall);
    }
    at += seconds;
  }
}

const cut = (text: string, length: number): string => (text.length > length ? `…${text.slice(1 - length)}` : text);

const clock = (ms: number): string => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

/** The largest run against the share of the worker's limit that one engine process has. */
function Memory({ model: { data } }: { readonly model: Model }) {
  const { memoryMiB, memoryLimitMiB, worker } = data.jobs;
  let [largest, at] = [0, -1];
  for (const [job, mib] of memoryMiB.entries()) if (mib !== null && mib > largest) [largest, at] = [mib, job];
  if (at === -1) return null;
  const limit = Number(valueAt(memoryLimitMiB, at));
  const host = (valueAt(worker, at) ?? "").replace(/\/copy-\d+$/, "");
  const processes = new Set(worker.values.filter((one) => one.startsWith(`${host}/copy-`))).size || 1;
  const share = limit / processes;
  const values = memoryMiB.filter((mib) => mib !== null).sort((a, b) => a - b);
  const middle = values[values.length >> 1] ?? 0;
  return (
    <p class="memory">
      Memory of a job: median {Math.round(middle)} MiB, largest {largest} MiB ({jobName(data.jobs, at)})
      {Number.isFinite(share) &&
        `; limit ${Math.round(limit)} MiB for ${count(processes, "engine process", "engine processes")} of that worker, so the largest used ${Math.round((100 * largest) / share)} % of its share`}
      .
    </p>
  );
}
