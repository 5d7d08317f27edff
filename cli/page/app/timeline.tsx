import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { isInterruption } from "../../../worker/contract/failure";
import { STAGES } from "../data/page-data";
import { type Actions } from "./actions";
import { STATE_COLOURS } from "./colour";
import { FilesUrl } from "./files-url";
import { count, duration, moment } from "./format";
import { useAfterPaint, useDark, useWidth } from "./hooks";
import { type Bar, barAt, type Lane, type Lanes, lanesOf } from "./lanes";
import { Memory } from "./memory";
import { jobName, type Model } from "./model";
import { AXIS, drawTimeAxis, inkOfAxis, labelWidth, scaleOf, type TimeFrame, timePlace } from "./time-axis";

interface TimelineProps {
  readonly model: Model;
  readonly actions: Actions;
}

const STAGE_COLOURS = { fetch: "#e69f00", run: STATE_COLOURS.done, verify: "#cc79a7", publish: "#009e73" } as const;
const COUNT_HEIGHT = 64;

/** What each engine process did when: stages, waits, failures, interruptions; above, how many jobs ran. */
export function Timeline(props: TimelineProps) {
  return useAfterPaint() ? <AllLanes {...props} /> : null;
}

function AllLanes({ model, actions }: TimelineProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const isDark = useDark();
  const [pointed, setPointed] = useState<ReturnType<typeof barAt>>();
  const nowMs = useNow(model);
  const { lanes, span, running, busy } = useMemo(() => lanesOf(model, nowMs), [model, nowMs]);
  const laneHeight = lanes.length <= 12 ? 24 : lanes.length <= 40 ? 14 : 6;
  const height = COUNT_HEIGHT + lanes.length * laneHeight + AXIS;
  const time: TimeFrame = { width, height, span, baseMs: model.data.jobs.baseMs, isDark };
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === undefined || context === null || width === 0) return;
    draw(context, { lanes, running, laneHeight, time });
  }, [lanes, width, isDark, laneHeight]);
  if (lanes.length === 0) return null;
  const at = (event: MouseEvent): ReturnType<typeof barAt> => {
    const place = (event.currentTarget as Element).getBoundingClientRect();
    const lane = lanes[Math.floor((event.clientY - place.top - COUNT_HEIGHT) / laneHeight)];
    return lane && barAt(lane, timePlace(time).time(event.clientX - place.left), span / 800);
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
        {model.counts.running > 0 && (
          <span>
            <i style={{ background: STATE_COLOURS.running }} />
            runs now
          </span>
        )}
        <span>
          <i class="interrupted" />
          interrupted, runs again
        </span>
        <span>
          <i class="waiting" />
          waiting
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
            if (bar !== undefined && "job" in bar && bar.job !== -1) actions.openJob(bar.job);
          }}
        />
      </div>
      <p class="pointed" aria-hidden="true">
        {pointed === undefined ? "\u00a0" : pointedText(model, pointed)}
      </p>
      <Memory model={model} actions={actions} span={span} />
    </section>
  );
}

/** Bars of running jobs grow with this step. */
const STEP_MS = 5000;

/** In a live page the present time while jobs run; in a file that of its data. */
function useNow({ data, counts }: Model): number {
  const isGrowing = useContext(FilesUrl) !== undefined && counts.running > 0;
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isGrowing) return undefined;
    const timer = setInterval(() => tick((ticks) => ticks + 1), STEP_MS);
    return () => clearInterval(timer);
  }, [isGrowing]);
  return isGrowing ? Math.floor(Date.now() / STEP_MS + 1) * STEP_MS : Date.parse(data.madeAt);
}

function pointedText(model: Model, pointed: NonNullable<ReturnType<typeof barAt>>): string {
  if ("job" in pointed) return barText(model, pointed);
  const { after, before } = pointed;
  return `waited ${duration(before.from - after.to)} after ${barName(model, after)}, before ${barName(model, before)}`;
}

function barText(model: Model, bar: Bar): string {
  const { from, to, stages, ending, isRunning } = bar;
  const since = moment(model.data.jobs.baseMs + from * 1000);
  if (isRunning === true) return `${barName(model, bar)}: runs since ${since}, ${duration(to - from)}`;
  const parts = STAGES.flatMap((stage, index) =>
    (stages[index] ?? 0) > 0 ? [`${stage} ${duration(stages[index] ?? 0)}`] : [],
  );
  return `${barName(model, bar)}: ${ending ?? "done"}, ${duration(to - from)}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}, from ${since}`;
}

const barName = ({ data }: Model, { job }: Bar): string =>
  job === -1 ? "a job of an earlier plan" : jobName(data.jobs, job);

interface Drawing extends Pick<Lanes, "lanes" | "running"> {
  readonly laneHeight: number;
  readonly time: TimeFrame;
}

function draw(context: CanvasRenderingContext2D, { lanes, running, laneHeight, time }: Drawing): void {
  drawTimeAxis(context, time, COUNT_HEIGHT - 50);
  drawRunning(context, running, time);
  for (const [index, lane] of lanes.entries()) {
    drawLane(context, lane, time, { top: COUNT_HEIGHT + index * laneHeight, laneHeight });
  }
}

/** How many ran, over time. */
function drawRunning(context: CanvasRenderingContext2D, running: Lanes["running"], time: TimeFrame): void {
  const { x } = timePlace(time);
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
  context.lineTo(x(time.span), y(0));
  context.fillStyle = time.isDark ? "#2b7a9b66" : "#2b7a9b33";
  context.fill();
  context.fillStyle = inkOfAxis(time.isDark).text;
  context.textAlign = "right";
  const right = labelWidth(time.width) - 8;
  context.fillText("running", right, y(most / 2));
  context.fillText(String(most), right, y(most));
}

function drawLane(
  context: CanvasRenderingContext2D,
  { worker, bars }: Lane,
  time: TimeFrame,
  { top, laneHeight }: { readonly top: number; readonly laneHeight: number },
): void {
  const { text } = inkOfAxis(time.isDark);
  const { x } = timePlace(time);
  const tall = laneHeight - (laneHeight > 8 ? 4 : 1);
  const label = labelWidth(time.width);
  context.fillStyle = text;
  if (laneHeight >= 14) {
    context.textAlign = "right";
    context.fillText(cut(worker, Math.floor(label / 6.4)), label - 8, top + tall / 2);
  }
  // waits: a line behind the bars, so that a pause is not taken for the end
  const [first, last] = [bars[0], bars.at(-1)];
  if (first !== undefined && last !== undefined)
    context.fillRect(x(first.from), top + Math.floor(tall / 2), x(last.from) - x(first.from), 1);
  let drawnTo = -1; // of 100,000 bars most are in a column of pixels that is drawn already
  for (const bar of bars) {
    const end = Math.floor(x(bar.to));
    if (end === drawnTo && bar.ending === undefined) continue;
    drawBar(context, bar, { x, top, tall, isDark: time.isDark });
    drawnTo = end;
  }
}

/** Stages of narrower bars are not seen, px. */
const LEAST_STAGED = 4;

interface BarPlace {
  readonly x: (time: number) => number;
  readonly top: number;
  readonly tall: number;
  readonly isDark: boolean;
}

function drawBar(
  context: CanvasRenderingContext2D,
  { from, to, stages, ending, isRunning }: Bar,
  { x, top, tall, isDark }: BarPlace,
): void {
  const [left, right] = [x(from), Math.max(x(from) + 1, x(to) - 0.5)];
  if (ending !== undefined) {
    if (!isInterruption(ending)) {
      context.fillStyle = STATE_COLOURS.failed;
      context.fillRect(left, top, right - left, tall);
      return;
    }
    context.fillStyle = isDark ? "#15171b" : "#ffffff";
    context.fillRect(left, top, right - left, tall);
    context.strokeStyle = inkOfAxis(isDark).text;
    context.setLineDash([3, 2]);
    context.strokeRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), tall - 1);
    context.setLineDash([]);
    return;
  }
  context.fillStyle = isRunning === true ? STATE_COLOURS.running : STAGE_COLOURS.run;
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
