import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Actions } from "./actions";
import { type Choice, choicesOf, firstChoice } from "./choices";
import { cellText } from "./colouring";
import { fileName, platesCsv, saveCsv, savePng, saveSvg } from "./downloads";
import { moment } from "./format";
import { useDark, useWidth } from "./hooks";
import { type Model, type Plate, wellNameAt } from "./model";
import { Overview } from "./overview";
import { PlateFacts } from "./plate-facts";
import { NIGHT, PAPER, usedPart, wholePlate } from "./plate-picture";
import { PlateSvg } from "./plate-svg";
import { WellPanel } from "./well-panel";

interface PlatesProps {
  readonly model: Model;
  /** Outlined wells; up to `MOST_SELECTED` are shown beside the plate. */
  readonly selected: readonly number[];
  readonly onSelect: (wells: readonly number[]) => void;
  readonly actions: Actions;
}

/** Wells that are compared side by side, at most. */
const MOST_SELECTED = 4;
/** Side of a well of a saved picture, px. */
const SAVED_SIDE = 40;

export function Plates({ model, selected, onSelect, actions }: PlatesProps) {
  const choices = useMemo(() => choicesOf(model), [model]);
  const [chosen, setChosen] = useState<string>();
  const [plateName, setPlateName] = useState<string>();
  const [isTrimmed, setTrimmed] = useState(false);
  const [pointed, setPointed] = useState<number>();
  const [focused, setFocused] = useState<number>();
  const isDark = useDark();
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const choice = choices.find(({ id }) => id === chosen) ?? firstChoice(choices, model);
  const colouring = useMemo(() => choice?.make(), [choice]);
  useEffect(() => actions.chooseMetric(choice?.metric), [choice]);
  const first = selected[0];
  useEffect(() => {
    const plate = model.plates.find(({ wells }) => first !== undefined && wells.includes(first));
    if (plate !== undefined) setPlateName(plate.name);
  }, [first]);
  const plate = model.plates.find(({ name }) => name === plateName) ?? model.plates[0];
  if (plate === undefined || colouring === undefined || choice === undefined) return <NoPlates model={model} />;
  const part = isTrimmed ? usedPart(plate, model) : wholePlate(plate);
  const columns = part.columns[1] - part.columns[0] + 1;
  const side = Math.max(5, Math.min(76, Math.floor(((width || 700) - 30) / columns)));
  const ink = isDark ? NIGHT : PAPER;
  const onKeyDown = (event: KeyboardEvent): void => {
    const current = focused ?? plate.wells[0] ?? -1;
    const next = moved(plate, model, current, event.key);
    if (event.key === "Enter" || event.key === " ") onSelect(picked(selected, current, event.shiftKey));
    else if (event.key === "Escape") onSelect([]);
    else if (next === undefined) return;
    event.preventDefault();
    if (next === undefined) return;
    setFocused(next);
    frame.current?.querySelector<SVGElement>(`[data-well="${next}"]`)?.focus();
  };
  const picture = {
    ...{ plate, model, colouring },
    title: titleOf(model, plate),
    subtitle: `${colouring.label} · ${moment(model.data.plan?.createdAt ?? model.data.madeAt)}`,
    onPick: (well: number, isAdded: boolean) => onSelect(picked(selected, well, isAdded)),
    onMove: setFocused,
    onPoint: setPointed,
  };
  const saved = <PlateSvg {...picture} window={part} side={SAVED_SIDE} ink={PAPER} selected={new Set()} focused={-1} />;
  const file = fileName(model.data.title, plate.name, colouring.label);
  const shown = pointed ?? focused;
  const opened = selected.length <= MOST_SELECTED ? selected : [];
  return (
    <section aria-labelledby="plates">
      <div class="bar">
        <h2 id="plates">{model.plates.length === 1 ? "Plate" : `${model.plates.length} plates`}</h2>
        <label>
          <span>Colour by</span>{" "}
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
        <label class="check">
          <input type="checkbox" checked={isTrimmed} onChange={(event) => setTrimmed(event.currentTarget.checked)} />{" "}
          used wells only
        </label>
        <span class="save" role="group" aria-label="Save the picture">
          <button class="small" onClick={() => saveSvg(file, saved)}>
            SVG
          </button>
          <button class="small" onClick={() => void savePng(file, saved)}>
            PNG
          </button>
          <button class="small" onClick={() => saveCsv(file, platesCsv(model, colouring))}>
            CSV
          </button>
        </span>
      </div>
      {model.plates.length > 1 && (
        <Overview {...{ model, colouring, ink }} opened={plate} onOpen={({ name }) => setPlateName(name)} />
      )}
      <div class="plate-and-facts">
        <div>
          <div ref={frame} class="plate-frame" onKeyDown={onKeyDown}>
            <PlateSvg
              {...picture}
              {...{ side, ink }}
              window={part}
              selected={new Set(selected)}
              focused={focused !== undefined && plate.wells.includes(focused) ? focused : (plate.wells[0] ?? -1)}
            />
          </div>
          <p class="pointed" aria-hidden="true">
            {shown === undefined
              ? "Click a well, or walk by the arrow keys; Shift adds wells."
              : cellText(wellNameAt(model.data, shown), colouring.cell(shown))}
          </p>
        </div>
        <aside aria-label="Details">
          {opened.length > 0 ? (
            <WellPanel model={model} wells={opened} metric={choice.metric} onClose={() => onSelect([])} />
          ) : (
            <>
              {selected.length > 0 && (
                <p class="outlined">
                  {selected.length} wells are outlined.{" "}
                  <button class="link" onClick={() => onSelect([])}>
                    clear
                  </button>
                </p>
              )}
              {choice.metric !== undefined && <PlateFacts {...{ model, plate, actions }} metric={choice.metric} />}
            </>
          )}
        </aside>
      </div>
    </section>
  );
}

const titleOf = ({ data }: Model, { name }: Plate): string =>
  name === "" || name === data.title ? data.title : `${data.title} · ${name}`;

function NoPlates({ model: { data } }: { readonly model: Model }) {
  if (data.jobs.count === 0) return null;
  const keys = Object.keys(data.jobs.group);
  return (
    <p class="hint">
      No plate is drawn: the jobs have no key Well, nor Row and Col
      {keys.length > 0 ? `; they have ${keys.join(", ")}` : ""}. With <code>--pattern</code> or <code>--naming</code>{" "}
      names of files become wells.
    </p>
  );
}

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

function grouped(choices: readonly Choice[]): (readonly [string, readonly Choice[]])[] {
  const groups = new Map<string, Choice[]>();
  for (const choice of choices) groups.set(choice.group, [...(groups.get(choice.group) ?? []), choice]);
  return [...groups];
}
