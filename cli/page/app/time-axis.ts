/** The axis of time that timeline and memory share, drawn on a canvas. Pure: no imports but formats. */
import { duration } from "./format";

/** Height of the axis, px. */
export const AXIS = 22;

/** Width of the names at the left, px. */
export const labelWidth = (width: number): number => (width < 520 ? 84 : 150);

/** Pixels of the canvas per CSS pixel. */
export const scaleOf = (): number => Math.min(2, window.devicePixelRatio);

export interface TimeFrame {
  readonly width: number;
  readonly height: number;
  /** Seconds that the axis is long. */
  readonly span: number;
  /** Its beginning, ms since 1970. */
  readonly baseMs: number;
  readonly isDark: boolean;
}

export interface TimePlace {
  /** Seconds to px. */
  readonly x: (time: number) => number;
  /** Px to seconds. */
  readonly time: (x: number) => number;
}

export const timePlace = ({ width, span }: Pick<TimeFrame, "width" | "span">): TimePlace => {
  const [left, room] = [labelWidth(width), width - labelWidth(width) - 4];
  return { x: (time) => left + (time / span) * room, time: (x) => ((x - left) / room) * span };
};

export const inkOfAxis = (isDark: boolean): { readonly text: string; readonly line: string } =>
  isDark ? { text: "#a6adb7", line: "#333943" } : { text: "#5a6068", line: "#d9dde3" };

/** Clears the canvas and draws the axis, with lines upwards from it to `top`. */
export function drawTimeAxis(context: CanvasRenderingContext2D, frame: TimeFrame, top: number): void {
  const { width, height, span, baseMs, isDark } = frame;
  const { text, line } = inkOfAxis(isDark);
  const { x } = timePlace(frame);
  const scale = scaleOf();
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  for (const step of timeTicks(span, (width - labelWidth(width)) / 110)) {
    context.fillStyle = line;
    context.fillRect(x(step), top, 1, height - AXIS - top);
    context.fillStyle = text;
    context.textAlign = step === 0 ? "left" : "center";
    if (x(step) > width - 30) continue;
    context.fillText(step === 0 ? clock(baseMs) : `+${duration(step)}`, x(step), height - AXIS / 2);
  }
}

/** Steps of a clock, seconds. */
const CLOCK = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** Whole seconds, minutes or hours from 0 to `span`, about `count` of them. */
export function timeTicks(span: number, count: number): readonly number[] {
  const rough = span / Math.max(1, count);
  const step = CLOCK.find((one) => one >= rough) ?? 86_400 * Math.ceil(rough / 86_400);
  return Array.from({ length: Math.floor(span / step) + 1 }, (_, index) => index * step);
}

const clock = (ms: number): string => new Date(ms).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
