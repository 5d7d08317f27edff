import { type ComponentChildren } from "preact";
import { shortNumber } from "./format";

/** Round numbers from `low` to `high`, about `count` of them. */
export function ticks(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

interface PlotProps {
  readonly width: number;
  readonly height: number;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly label: string;
  /** @default round numbers */
  readonly xTicks?: readonly { readonly at: number; readonly text: string }[];
  readonly children: (place: { x: (value: number) => number; y: (value: number) => number }) => ComponentChildren;
}

const MARGIN = { left: 44, right: 10, top: 16, bottom: 34 };

/** Axes of a small plot; the marks are its child's. */
export function Plot({ width, height, x, y, xLabel, yLabel, label, xTicks, children }: PlotProps) {
  const scale = (domain: readonly [number, number], from: number, to: number) => (value: number) =>
    domain[1] === domain[0] ? (from + to) / 2 : from + ((value - domain[0]) / (domain[1] - domain[0])) * (to - from);
  const place = {
    x: scale(x, MARGIN.left, width - MARGIN.right),
    y: scale(y, height - MARGIN.bottom, MARGIN.top),
  };
  const base = height - MARGIN.bottom;
  return (
    <svg class="plot" width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <g class="axis">
        {(xTicks ?? numberTicks(x, width)).map(({ at, text }) => (
          <g key={at}>
            <line x1={place.x(at)} x2={place.x(at)} y1={base} y2={base + 4} />
            <text x={place.x(at)} y={base + 16} text-anchor="middle">
              {text}
            </text>
          </g>
        ))}
        {ticks(y[0], y[1], height / 45).map((value) => (
          <g key={value}>
            <line class="soft" x1={MARGIN.left} x2={width - MARGIN.right} y1={place.y(value)} y2={place.y(value)} />
            <text x={MARGIN.left - 6} y={place.y(value) + 4} text-anchor="end">
              {shortNumber(value)}
            </text>
          </g>
        ))}
        <line x1={MARGIN.left} x2={width - MARGIN.right} y1={base} y2={base} />
        <text x={width - MARGIN.right} y={height - 4} text-anchor="end">
          {xLabel}
        </text>
      </g>
      {children(place)}
      <text class="axis-label" x={2} y={10}>
        {yLabel}
      </text>
    </svg>
  );
}

const numberTicks = ([low, high]: readonly [number, number], width: number) =>
  ticks(low, high, width / 80).map((at) => ({ at, text: shortNumber(at) }));
