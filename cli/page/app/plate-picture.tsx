import { type State } from "../data/page-data";
import { rowName } from "../../plate/wells";
import { inkOn, STATE_COLOURS } from "./colour";
import { type Cell, cellText, type Colouring } from "./colouring";
import { shortNumber } from "./format";
import { type Model, type Plate, wellNameAt } from "./model";

/** Colours of the picture itself: a file that is saved is on white. */
export interface Ink {
  readonly text: string;
  readonly soft: string;
  readonly line: string;
  readonly paper: string;
}
export const PAPER: Ink = { text: "#1b1d21", soft: "#5a6068", line: "#b9bec6", paper: "#ffffff" };
export const NIGHT: Ink = { text: "#e8eaed", soft: "#a6adb7", line: "#4d545e", paper: "#15171b" };

export interface PicturePart {
  readonly plate: Plate;
  readonly model: Model;
  readonly colouring: Colouring;
  readonly ink: Ink;
  /** Side of a well with its gap, px. */
  readonly side: number;
  /** Rows and columns that are drawn: [first, last], 0-based. */
  readonly window: Window;
}

export interface Window {
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];
}

export const wholePlate = ({ rows, columns }: Plate): Window => ({ rows: [0, rows - 1], columns: [0, columns - 1] });

/** The rows and columns that hold wells. */
export function usedPart({ wells }: Plate, { data }: Model): Window {
  const range = (of: readonly number[]): readonly [number, number] => {
    const used = wells.map((well) => of[well] ?? 0);
    return [Math.min(...used), Math.max(...used)];
  };
  return { rows: range(data.wells.row), columns: range(data.wells.column) };
}

/** Numbers stand in wells from this side on, px. */
const SIDE_WITH_NUMBERS = 30;
export const HEAD_LEFT = 26;
export const HEAD_TOP = 20;

interface GridProps extends PicturePart {
  readonly selected: ReadonlySet<number>;
  readonly focused: number;
  readonly onPick: (well: number, isAdded: boolean) => void;
  readonly onMove: (well: number) => void;
  readonly onPoint: (well: number | undefined) => void;
}

/** Heads of rows and columns, and the wells: a grid for keyboard and screen reader. */
export function PlateGrid(props: GridProps) {
  const { plate, model, colouring, ink, side, window, selected, focused } = props;
  const [firstRow, lastRow] = window.rows;
  const [firstColumn, lastColumn] = window.columns;
  const rows = range(firstRow, lastRow);
  const columns = range(firstColumn, lastColumn);
  const gap = side >= 32 ? 4 : side >= 16 ? 2 : side >= 8 ? 1 : 0.5;
  const size = side - gap;
  const fontSize = Math.min(12, Math.max(6, side * 0.55));
  const every = side >= 15 ? 1 : side >= 8 ? 2 : 4; // heads that have room
  return (
    <g role="grid" aria-label={`Plate ${plate.name}`} aria-rowcount={plate.rows} aria-colcount={plate.columns}>
      <g aria-hidden="true" fill={ink.soft} font-size={fontSize} text-anchor="middle">
        {columns.map((column, index) =>
          index % every === 0 ? (
            <text key={column} x={HEAD_LEFT + index * side + size / 2} y={HEAD_TOP - 6}>
              {column + 1}
            </text>
          ) : null,
        )}
        {rows.map((row, index) =>
          index % every === 0 ? (
            <text key={row} x={HEAD_LEFT - 9} y={HEAD_TOP + index * side + size / 2 + fontSize * 0.35}>
              {rowName(row)}
            </text>
          ) : null,
        )}
      </g>
      {rows.map((row, y) => (
        <g role="row" key={row} aria-rowindex={row + 1}>
          {columns.map((column, x) => {
            const well = plate.at.get(row * plate.columns + column);
            const at = { x: HEAD_LEFT + x * side, y: HEAD_TOP + y * side };
            if (well === undefined) {
              return (
                <g
                  role="gridcell"
                  key={column}
                  aria-colindex={column + 1}
                  aria-label={`${rowName(row)}${column + 1}: no job`}
                >
                  <circle cx={at.x + size / 2} cy={at.y + size / 2} r={Math.max(0.6, size * 0.06)} fill={ink.line} />
                </g>
              );
            }
            const cell = colouring.cell(well);
            const text = cellText(wellNameAt(model.data, well), cell);
            return (
              <g
                role="gridcell"
                key={column}
                class="well"
                data-well={well}
                aria-colindex={column + 1}
                aria-label={text}
                aria-selected={selected.has(well)}
                tabIndex={well === focused ? 0 : -1}
                onClick={(event) => props.onPick(well, event.shiftKey || event.ctrlKey || event.metaKey)}
                onFocus={() => props.onMove(well)}
                onPointerEnter={() => props.onPoint(well)}
                onPointerLeave={() => props.onPoint(undefined)}
              >
                <WellMark cell={cell} {...at} size={size} ink={ink} />
                {/* a mark may have gaps; a click between its parts is one on the well, too */}
                <rect {...at} width={side} height={side} fill="none" pointer-events="all" />
                {selected.has(well) && <Outline {...at} size={size} ink={ink} />}
              </g>
            );
          })}
        </g>
      ))}
    </g>
  );
}

/** Two rings, so that one of them is seen on every colour. */
function Outline({ x, y, size, ink }: Omit<MarkProps, "cell">) {
  const width = Math.max(1.2, Math.min(2.5, size * 0.07));
  const ring = (out: number) => ({
    x: x - out,
    y: y - out,
    width: size + 2 * out,
    height: size + 2 * out,
    rx: size * 0.14,
  });
  return (
    <>
      <rect {...ring(width / 2)} fill="none" stroke={ink.text} stroke-width={width} />
      <rect {...ring(-width / 2)} fill="none" stroke={ink.paper} stroke-width={width} />
    </>
  );
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

interface MarkProps {
  readonly cell: Cell;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly ink: Ink;
}

/** A value is filled; failed is a cross, waiting a dot, not run an outline, done without the value hatched: also in grey. */
export function WellMark({ cell, x, y, size, ink }: MarkProps) {
  const radius = size >= 12 ? size * 0.12 : 0;
  const box = { x, y, width: size, height: size, rx: radius };
  switch (cell.kind) {
    case "number":
    case "category":
      return (
        <>
          <rect {...box} fill={cell.colour} />
          {cell.kind === "number" && cell.isPartial && <Corner box={box} ink={ink} />}
          {size + 4 >= SIDE_WITH_NUMBERS && cell.kind === "number" && (
            <text
              x={x + size / 2}
              y={y + size / 2 + size * 0.11}
              fill={inkOn(cell.colour)}
              font-size={Math.min(14, size * 0.31)}
              text-anchor="middle"
              aria-hidden="true"
            >
              {shortNumber(cell.value)}
            </text>
          )}
        </>
      );
    case "none":
      return <Hatched box={box} ink={ink} />;
    case "absent":
      return <circle cx={x + size / 2} cy={y + size / 2} r={Math.max(0.6, size * 0.06)} fill={ink.line} />;
    case "state":
      return <StateMark states={cell.states} x={x} y={y} size={size} radius={radius} ink={ink} />;
  }
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rx: number;
}

/** A corner is cut off: some of the well's jobs are missing. */
function Corner({ box: { x, y, width }, ink }: { readonly box: Box; readonly ink: Ink }) {
  const side = Math.max(Math.min(5, width), width * 0.3);
  return (
    <path
      d={`M${x + width - side} ${y}h${side}v${side}z`}
      fill={STATE_COLOURS.failed}
      stroke={ink.paper}
      stroke-width={0.8}
    />
  );
}

function Hatched({ box: { x, y, width, height, rx }, ink }: { readonly box: Box; readonly ink: Ink }) {
  const steps = width >= 12 ? [0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75] : [0.5, 1, 1.5];
  const lines = steps.map((step) => {
    const reach = step * width;
    const over = Math.max(0, reach - width);
    return `M${x + over} ${y + Math.min(reach, height)}L${x + Math.min(reach, width)} ${y + over}`;
  });
  return (
    <>
      <rect {...{ x, y, width, height, rx }} fill="none" stroke={ink.line} stroke-width={1} />
      <path
        d={lines.join("")}
        stroke={ink.line}
        stroke-width={Math.max(0.6, Math.min(1.4, width * 0.05))}
        fill="none"
      />
    </>
  );
}

interface StateProps {
  readonly states: readonly State[];
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly radius: number;
  readonly ink: Ink;
}

/** Jobs of a well are parts of it, from left to right and from top to bottom. */
const MOST_PARTS = 16;

function StateMark({ states, x, y, size, radius, ink }: StateProps) {
  const parts = states.length <= MOST_PARTS ? states : summary(states);
  const across = Math.ceil(Math.sqrt(parts.length));
  const down = Math.ceil(parts.length / across);
  if (parts.length === 1)
    return <StatePart state={parts[0] ?? "not run"} box={{ x, y, width: size, height: size, rx: radius }} ink={ink} />;
  const gap = size >= 28 ? 1 : 0.5;
  const width = (size - gap * (across - 1)) / across;
  const height = (size - gap * (down - 1)) / down;
  return (
    <>
      {parts.map((state, index) => (
        <StatePart
          key={index}
          state={state}
          ink={ink}
          box={{
            x: x + (index % across) * (width + gap),
            y: y + Math.floor(index / across) * (height + gap),
            width,
            height,
            rx: Math.min(radius, 2),
          }}
        />
      ))}
    </>
  );
}

/** So many jobs that parts would be dust: the same shares of 16. */
function summary(states: readonly State[]): readonly State[] {
  const order: readonly State[] = ["failed", "running", "waiting", "not run", "done"];
  const sorted = [...states].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  return Array.from(
    { length: MOST_PARTS },
    (_, part) => sorted[Math.floor((part * sorted.length) / MOST_PARTS)] ?? "done",
  );
}

function StatePart({ state, box, ink }: { readonly state: State; readonly box: Box; readonly ink: Ink }) {
  const { x, y, width, height } = box;
  const least = Math.min(width, height);
  const [middleX, middleY] = [x + width / 2, y + height / 2];
  const stroke = Math.max(0.8, Math.min(2.2, least * 0.09));
  switch (state) {
    case "done":
      return <rect {...box} fill={STATE_COLOURS.done} />;
    case "failed": {
      const arm = least * 0.24;
      return (
        <>
          <rect {...box} fill={STATE_COLOURS.failed} />
          <path
            d={`M${middleX - arm} ${middleY - arm}l${2 * arm} ${2 * arm}m0 ${-2 * arm}l${-2 * arm} ${2 * arm}`}
            stroke="#ffffff"
            stroke-width={stroke * 1.2}
            stroke-linecap="round"
            fill="none"
          />
        </>
      );
    }
    case "running":
      return (
        <>
          <rect
            {...{ x: x + stroke / 2, y: y + stroke / 2, width: width - stroke, height: height - stroke, rx: box.rx }}
            fill={STATE_COLOURS.running}
            fill-opacity={0.3}
            stroke={STATE_COLOURS.running}
            stroke-width={stroke}
          />
          <circle class="pulse" cx={middleX} cy={middleY} r={least * 0.18} fill={STATE_COLOURS.running} />
        </>
      );
    case "waiting":
      return (
        <>
          <rect
            {...{ x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, rx: box.rx }}
            fill="none"
            stroke={ink.line}
          />
          <circle cx={middleX} cy={middleY} r={Math.max(0.7, least * 0.1)} fill={ink.soft} />
        </>
      );
    case "not run":
      return (
        <rect
          {...{ x: x + 0.5, y: y + 0.5, width: width - 1, height: height - 1, rx: box.rx }}
          fill="none"
          stroke={ink.soft}
          stroke-dasharray={least >= 12 ? "3 2" : "1.5 1.5"}
        />
      );
  }
}
