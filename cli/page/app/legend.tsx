import { type State } from "../data/page-data";
import { sequential } from "./colour";
import { type Cell, type Colouring } from "./colouring";
import { shortNumber } from "./format";
import { type Ink, WellMark } from "./plate-picture";

interface LegendProps {
  readonly colouring: Colouring;
  /** What occurs among the wells that are drawn. */
  readonly cells: readonly Cell[];
  readonly ink: Ink;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const BAR_WIDTH = 180;
const ROW = 20;
const MARK = 13;
/** Width of a letter, about. */
const LETTER = 6.6;
/** Categories with a colour and a name of their own in the legend. */
const MOST_CATEGORIES = 12;

interface Item {
  readonly text: string;
  readonly cell: Cell;
}

/** Rows of the legend, so that the picture leaves room for them. */
export function legendHeight(props: Omit<LegendProps, "ink" | "x" | "y">): number {
  const lines = placed(itemsOf(props), props.width).length;
  return (props.colouring.scale === undefined ? 0 : 34) + lines * ROW;
}

/** The scale or the categories, and each kind of well without a value that occurs. */
export function Legend(props: LegendProps) {
  const { colouring, ink, x, y, width } = props;
  const top = y + (colouring.scale === undefined ? 0 : 34);
  return (
    <g font-size={12} fill={ink.text}>
      {colouring.scale !== undefined && <Scale scale={colouring.scale} ink={ink} x={x} y={y} />}
      {placed(itemsOf(props), width).map((line, row) =>
        line.map(({ text, cell, left }) => (
          <g key={text}>
            <WellMark cell={cell} x={x + left} y={top + row * ROW} size={MARK} ink={ink} />
            <text x={x + left + MARK + 6} y={top + row * ROW + MARK - 2}>
              {text}
            </text>
          </g>
        )),
      )}
    </g>
  );
}

interface ScaleProps extends Pick<LegendProps, "ink" | "x" | "y"> {
  readonly scale: NonNullable<Colouring["scale"]>;
}

function Scale({ scale: { low, high, isCutLow, isCutHigh }, ink, x, y }: ScaleProps) {
  const steps = 45;
  const width = BAR_WIDTH / steps;
  return (
    <g>
      {Array.from({ length: steps }, (_, step) => (
        <rect
          key={step}
          x={x + step * width}
          y={y}
          width={width + 0.5}
          height={10}
          fill={sequential(high === low ? 0.5 : step / (steps - 1))}
        />
      ))}
      <text x={x} y={y + 23} fill={ink.soft} font-size={11}>
        {isCutLow ? "≤ " : ""}
        {shortNumber(low)}
      </text>
      <text x={x + BAR_WIDTH / 2} y={y + 23} fill={ink.soft} font-size={11} text-anchor="middle">
        {shortNumber((low + high) / 2)}
      </text>
      <text x={x + BAR_WIDTH} y={y + 23} fill={ink.soft} font-size={11} text-anchor="end">
        {isCutHigh ? "≥ " : ""}
        {shortNumber(high)}
      </text>
    </g>
  );
}

function itemsOf({ colouring, cells }: Pick<LegendProps, "colouring" | "cells">): readonly Item[] {
  const categories = (colouring.categories ?? []).slice(0, MOST_CATEGORIES).map(({ value, colour, count }): Item => ({
    text: `${value.length > 40 ? `${value.slice(0, 39)}…` : value} (${count})`,
    cell: { kind: "category", value, colour },
  }));
  const rest = (colouring.categories?.length ?? 0) - categories.length;
  const more: Item[] = rest > 0 ? [{ text: `and ${rest} more`, cell: { kind: "absent" } }] : [];
  const states = new Set(cells.flatMap((cell) => (cell.kind === "state" ? cell.states : [])));
  const order: readonly State[] = ["done", "failed", "running", "waiting", "not run"];
  const shown = order
    .filter((state) => states.has(state) && !(colouring.kind !== "state" && state === "done"))
    .map((state): Item => ({ text: state, cell: { kind: "state", states: [state] } }));
  const none: Item[] = cells.some(({ kind }) => kind === "none")
    ? [{ text: colouring.kind === "number" ? "done, no value" : "none", cell: { kind: "none" } }]
    : [];
  const isPartial = cells.some((cell) => cell.kind === "number" && cell.isPartial);
  const partial: Item[] = isPartial
    ? [{ text: "some jobs missing", cell: { kind: "number", value: 0, colour: "#7f8790", isPartial: true } }]
    : [];
  return [...categories, ...more, ...shown, ...none, ...partial];
}

/** Items side by side, in as many lines as they need. */
function placed(items: readonly Item[], width: number): readonly (Item & { readonly left: number })[][] {
  const lines: (Item & { left: number })[][] = [];
  let left = 0;
  for (const item of items) {
    const room = MARK + 6 + item.text.length * LETTER + 16;
    if (lines.length === 0 || (left > 0 && left + room > width)) {
      lines.push([]);
      left = 0;
    }
    lines.at(-1)?.push({ ...item, left });
    left += room;
  }
  return lines;
}
