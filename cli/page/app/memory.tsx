import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Actions } from "./actions";
import { STATE_COLOURS } from "./colour";
import { mebibytes } from "./format";
import { useDark, useWidth } from "./hooks";
import { memoryText, memoryUse, type MemoryUse, type Use } from "./memory-use";
import { jobName, type Model } from "./model";
import { ticks } from "./plot";
import { AXIS, drawTimeAxis, inkOfAxis, labelWidth, scaleOf, type TimeFrame, timePlace } from "./time-axis";

interface MemoryProps {
  readonly model: Model;
  readonly actions: Actions;
  /** Seconds that the timeline above is long. */
  readonly span: number;
}

const HEIGHT = 190;
const TOP = 14;
/** How far the pointer may be from a run, px. */
const NEAR = 6;

/** What each run took, over time, against what its worker may use. */
export function Memory({ model, actions, span }: MemoryProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const isDark = useDark();
  const [pointed, setPointed] = useState<Use>();
  const use = useMemo(() => memoryUse(model), [model]);
  const time: TimeFrame = { width, height: HEIGHT, span, baseMs: model.data.jobs.baseMs, isDark };
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (use === undefined || context === undefined || context === null || width === 0) return;
    draw(context, use, model, time);
  }, [use, width, isDark, span]);
  if (use === undefined) return null;
  const at = (event: MouseEvent): Use | undefined => {
    const place = (event.currentTarget as Element).getBoundingClientRect();
    return nearest(use, time, event.clientX - place.left, event.clientY - place.top);
  };
  return (
    <div class="memory">
      <h3>Memory</h3>
      <p class="keys" aria-hidden="true">
        <span>
          <i class="line done" />
          most of one run
        </span>
        {model.counts.failed > 0 && (
          <span>
            <i class="line failed" />
            failed
          </span>
        )}
        {use.together !== undefined && (
          <span>
            <i class="together" />
            sum of the runs side by side on {use.together.worker}
          </span>
        )}
        {use.limits.length > 0 && (
          <span>
            <i class="limit" />
            limit of a worker
          </span>
        )}
      </p>
      <div ref={frame}>
        <canvas
          ref={canvas}
          width={width * scaleOf()}
          height={HEIGHT * scaleOf()}
          style={{ width: `${width}px`, height: `${HEIGHT}px` }}
          role="img"
          aria-label={`Memory of ${use.uses.length} runs over time`}
          onMouseMove={(event) => setPointed(at(event))}
          onMouseLeave={() => setPointed(undefined)}
          onClick={(event) => {
            const found = at(event);
            if (found !== undefined) actions.openJob(found.job);
          }}
        />
      </div>
      <p class="pointed" aria-hidden="true">
        {pointed === undefined ? "\u00a0" : `${jobName(model.data.jobs, pointed.job)}: ${mebibytes(pointed.mib)}`}
      </p>
      <p>{memoryText(use, (job) => jobName(model.data.jobs, job))}</p>
    </div>
  );
}

/** Room above the highest line. */
const TOP_ROOM = 1.06;

const topOf = ({ largest, limits, together }: MemoryUse): number =>
  TOP_ROOM * Math.max(largest.mib, limits.at(-1) ?? 0, together?.most ?? 0, 1);

const heightOf =
  (use: MemoryUse) =>
  (mib: number): number =>
    HEIGHT - AXIS - (mib / topOf(use)) * (HEIGHT - AXIS - TOP);

/** The run nearest to the pointer in height, of those that ran then. */
function nearest(use: MemoryUse, time: TimeFrame, x: number, y: number): Use | undefined {
  const [place, high] = [timePlace(time), heightOf(use)];
  let [found, least]: [Use | undefined, number] = [undefined, NEAR];
  for (const one of use.uses) {
    if (x < place.x(one.from) - 2 || x > place.x(one.to) + 2) continue;
    const distance = Math.abs(high(one.mib) - y);
    if (distance < least) [found, least] = [one, distance];
  }
  return found;
}

function draw(context: CanvasRenderingContext2D, use: MemoryUse, model: Model, time: TimeFrame): void {
  const { text, line } = inkOfAxis(time.isDark);
  const { x } = timePlace(time);
  const y = heightOf(use);
  drawTimeAxis(context, time, TOP);
  const label = labelWidth(time.width);
  context.textAlign = "right";
  const top = topOf(use) / TOP_ROOM;
  const unit = top < 2048 ? 1 : 1024; // round numbers of GiB
  for (const mib of ticks(0, top / unit, 4).map((tick) => tick * unit)) {
    context.fillStyle = line;
    context.fillRect(label, Math.round(y(mib)), time.width - label - 4, 1);
    context.fillStyle = text;
    context.fillText(mib === 0 ? "0" : mebibytes(mib), label - 8, y(mib));
  }
  if (use.together !== undefined) {
    context.strokeStyle = text;
    context.beginPath();
    let before = 0;
    for (const { at, sum } of use.together.steps) {
      context.lineTo(x(at), y(before));
      context.lineTo(x(at), y(sum));
      before = sum;
    }
    context.stroke();
  }
  for (const { job, from, to, mib } of use.uses) {
    context.fillStyle = STATE_COLOURS[model.states[job] === "failed" ? "failed" : "done"];
    context.fillRect(x(from), y(mib) - 1.5, Math.max(2, x(to) - x(from)), 3);
  }
  context.strokeStyle = STATE_COLOURS.failed;
  context.setLineDash([6, 4]);
  for (const limit of use.limits) {
    context.beginPath();
    context.moveTo(label, y(limit));
    context.lineTo(time.width - 4, y(limit));
    context.stroke();
  }
  context.setLineDash([]);
}
