import { useMemo, useRef, useState } from "preact/hooks";
import { type PageData } from "../data/page-data";
import {
  cellText,
  type Colouring,
  failureColouring,
  jobColouring,
  layoutColouring,
  metricColouring,
  stateColouring,
} from "./colouring";
import { moment } from "./format";
import { useDark, useWidth } from "./hooks";
import { metricLabel, type Model, type Plate, wellNameAt } from "./model";
import { NIGHT, PAPER, usedPart, wholePlate } from "./plate-picture";
import { PlateSvg } from "./plate-svg";

/** One entry of the list of colourings. */
interface Choice {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  make(): Colouring;
}

interface PlatesProps {
  readonly model: Model;
  readonly selected: readonly number[];
  readonly onSelect: (wells: readonly number[]) => void;
}

export function Plates({ model, selected, onSelect }: PlatesProps) {
  const choices = useMemo(() => choicesOf(model), [model]);
  const [chosen, setChosen] = useState<string>();
  const [plateName, setPlateName] = useState<string>();
  const [isTrimmed, setTrimmed] = useState(false);
  const [pointed, setPointed] = useState<number>();
  const [focused, setFocused] = useState<number>();
  const isDark = useDark();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const choice = choices.find(({ id }) => id === chosen) ?? firstChoice(choices, model.data);
  const colouring = useMemo(() => choice.make(), [choice]);
  const plate = model.plates.find(({ name }) => name === plateName) ?? model.plates[0];
  if (plate === undefined) return null;
  const window = isTrimmed ? usedPart(plate, model) : wholePlate(plate);
  const columns = window.columns[1] - window.columns[0] + 1;
  const side = Math.max(5, Math.min(56, Math.floor(((width || 700) - 30) / columns)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = focused ?? plate.wells[0] ?? -1;
    const next = moved(plate, model, current, event.key);
    if (event.key === "Enter" || event.key === " ") onSelect([current]);
    else if (event.key === "Escape") onSelect([]);
    else if (next === undefined) return;
    event.preventDefault();
    if (next === undefined) return;
    setFocused(next);
    frame.current?.querySelector<SVGElement>(`[data-well="${next}"]`)?.focus();
  };
  const shown = pointed ?? focused;
  return (
    <section aria-labelledby="plates">
      <div class="bar">
        <h2 id="plates">{model.plates.length === 1 ? "Plate" : `${model.plates.length} plates`}</h2>
        <label>
          Colour by{" "}
          <select value={choice.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {grouped(choices).map(([group, members]) => (
              <optgroup key={group} label={group}>
                {members.map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
        </label>
        {model.plates.length > 1 && (
          <label>
            Plate{" "}
            <select value={plate.name} onChange={(event) => setPlateName(event.currentTarget.value)}>
              {model.plates.map(({ name }) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
        <label class="check">
          <input type="checkbox" checked={isTrimmed} onChange={(event) => setTrimmed(event.currentTarget.checked)} />{" "}
          used wells only
        </label>
      </div>
      <div ref={frame} class="plate-frame" onKeyDown={onKeyDown}>
        <PlateSvg
          {...{ plate, model, colouring, side, window }}
          ink={isDark ? NIGHT : PAPER}
          title={`${model.data.title}${plate.name === "" || plate.name === model.data.title ? "" : ` · ${plate.name}`}`}
          subtitle={`${colouring.label} · ${moment(model.data.plan?.createdAt ?? model.data.madeAt)}`}
          selected={new Set(selected)}
          focused={focused ?? plate.wells[0] ?? -1}
          onPick={(well, isAdded) => onSelect(picked(selected, well, isAdded))}
          onMove={setFocused}
          onPoint={setPointed}
        />
      </div>
      <p class="pointed" aria-hidden="true">
        {shown === undefined ? "\u00a0" : cellText(wellNameAt(model.data, shown), colouring.cell(shown))}
      </p>
    </section>
  );
}

/** Wells that are compared side by side, at most. */
const MOST_SELECTED = 4;

function picked(selected: readonly number[], well: number, isAdded: boolean): readonly number[] {
  if (!isAdded) return selected.length === 1 && selected[0] === well ? [] : [well];
  if (selected.includes(well)) return selected.filter((other) => other !== well);
  return [...selected, well].slice(-MOST_SELECTED);
}

/** The next well in the direction of an arrow key; undefined: the key means nothing. */
function moved(plate: Plate, { data: { wells } }: Model, from: number, key: string): number | undefined {
  const [row, column] = [wells.row[from] ?? 0, wells.column[from] ?? 0];
  const steps: Readonly<Record<string, readonly [number, number]>> = {
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
  };
  if (key === "Home") return plate.wells.find((well) => wells.row[well] === row);
  if (key === "End") return plate.wells.findLast((well) => wells.row[well] === row);
  const step = steps[key];
  if (step === undefined) return undefined;
  let [y, x] = [row + step[0], column + step[1]];
  while (y >= 0 && y < plate.rows && x >= 0 && x < plate.columns) {
    const well = plate.at.get(y * plate.columns + x);
    if (well !== undefined) return well;
    [y, x] = [y + step[0], x + step[1]];
  }
  return from;
}

function choicesOf(model: Model): Choice[] {
  const { data } = model;
  const run: Choice[] = [{ id: "state", group: "Run", label: "State", make: () => stateColouring(model) }];
  if (model.counts.failed > 0) {
    run.push({ id: "failure", group: "Run", label: "Failure", make: () => failureColouring(model) });
  }
  const has = (column: readonly (number | null)[]): boolean => column.some((value) => value !== null);
  const { seconds, memoryMiB } = data.jobs;
  if (has(seconds)) {
    run.push({ id: "seconds", group: "Run", label: "Seconds", make: () => jobColouring(model, "Seconds", seconds) });
  }
  if (has(memoryMiB)) {
    const label = "Peak memory, MiB";
    run.push({ id: "memory", group: "Run", label, make: () => jobColouring(model, label, memoryMiB) });
  }
  const metrics = data.metrics.map((metric, index): Choice => {
    const label = metricLabel(metric);
    const whole = data.tables.length > 1 ? `${label}, ${metric.table}` : label;
    return { id: `m${index}`, group: metric.table, label, make: () => metricColouring(model, metric, whole) };
  });
  const layout = Object.keys(data.layout?.columns ?? {}).map((name): Choice => ({
    id: `l${name}`,
    group: "Layout",
    label: name,
    make: () => layoutColouring(model, name),
  }));
  return [...metrics, ...run, ...layout];
}

/** Numbers of the results once there are some, before that how far the run is. */
function firstChoice(choices: readonly Choice[], data: PageData): Choice {
  const isOver = data.run === null && data.metrics.length > 0;
  const [first] = choices;
  return (isOver ? first : choices.find(({ id }) => id === "state")) ?? first!;
}

function grouped(choices: readonly Choice[]): (readonly [string, readonly Choice[]])[] {
  const groups = new Map<string, Choice[]>();
  for (const choice of choices) groups.set(choice.group, [...(groups.get(choice.group) ?? []), choice]);
  return [...groups];
}
