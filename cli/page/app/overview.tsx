import { useEffect, useRef } from "preact/hooks";
import { STATE_COLOURS } from "./colour";
import { type Cell, type Colouring } from "./colouring";
import { type Model, type Plate, plateLabel } from "./model";
import { type Ink } from "./plate-picture";

interface OverviewProps {
  readonly model: Model;
  readonly colouring: Colouring;
  readonly ink: Ink;
  readonly opened: Plate;
  readonly onOpen: (plate: Plate) => void;
}

/** All plates, small, in the colours of the opened one. */
export function Overview({ model, colouring, ink, opened, onOpen }: OverviewProps) {
  return (
    <div class="overview" role="group" aria-label="All plates">
      {model.plates.map((plate) => (
        <button
          key={plate.name}
          class={plate === opened ? "plate-button opened" : "plate-button"}
          aria-pressed={plate === opened}
          onClick={() => onOpen(plate)}
        >
          <SmallPlate plate={plate} colouring={colouring} ink={ink} />
          <span>{plateLabel(plate)}</span>
        </button>
      ))}
    </div>
  );
}

/** Width of a small plate, px. */
const WIDTH = 96;

function SmallPlate({
  plate,
  colouring,
  ink,
}: {
  readonly plate: Plate;
  readonly colouring: Colouring;
  readonly ink: Ink;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const height = Math.max(12, Math.round((WIDTH * plate.rows) / plate.columns));
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context === undefined || context === null) return;
    const scale = Math.min(2, window.devicePixelRatio);
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, WIDTH, height);
    const [width, tall] = [WIDTH / plate.columns, height / plate.rows];
    for (const [at, well] of plate.at) {
      const x = (at % plate.columns) * width;
      const y = Math.floor(at / plate.columns) * tall;
      drawCell(context, colouring.cell(well), { x, y, width, tall, ink });
    }
  }, [plate, colouring, ink]);
  const scale = Math.min(2, window.devicePixelRatio);
  return (
    <canvas
      ref={canvas}
      width={WIDTH * scale}
      height={height * scale}
      style={{ width: `${WIDTH}px`, height: `${height}px` }}
      aria-hidden="true"
    />
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly tall: number;
  readonly ink: Ink;
}

function drawCell(context: CanvasRenderingContext2D, cell: Cell, { x, y, width, tall, ink }: Place): void {
  const gap = width >= 6 ? 1 : 0;
  const fill = (colour: string, left: number, wide: number): void => {
    context.fillStyle = colour;
    context.fillRect(x + left, y, Math.max(0.5, wide - gap), tall - gap);
  };
  switch (cell.kind) {
    case "number":
    case "category":
      return fill(cell.colour, 0, width);
    case "absent":
      return;
    case "none":
      context.fillStyle = ink.line;
      context.fillRect(x, y + tall / 2 - 0.4, width - gap, 0.8);
      return;
    case "state": {
      const parts = [...new Set(cell.states)];
      const wide = width / parts.length;
      for (const [index, state] of parts.entries()) {
        if (state === "waiting" || state === "not run") {
          context.strokeStyle = ink.line;
          context.lineWidth = 0.6;
          context.strokeRect(
            x + index * wide + 0.5,
            y + 0.5,
            Math.max(0.4, wide - gap - 1),
            Math.max(0.4, tall - gap - 1),
          );
        } else fill(STATE_COLOURS[state], index * wide, wide);
      }
    }
  }
}
