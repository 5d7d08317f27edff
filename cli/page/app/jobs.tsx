import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type State } from "../data/page-data";
import { type Actions } from "./actions";
import { csv } from "./csv";
import { fileName, saveCsv } from "./downloads";
import { count, number } from "./format";
import { causeOf, jobName, metricLabel, type Model, naturally, valueAt } from "./model";

/** Exactly these jobs, until the reader takes them away. */
export interface Chosen {
  readonly jobs: readonly number[];
  readonly label: string;
}

interface JobsProps {
  readonly model: Model;
  readonly chosen: Chosen | undefined;
  readonly onAll: () => void;
  readonly actions: Actions;
}

interface Column {
  readonly id: string;
  readonly label: string;
  /** Least width, px, and its share of what is left. */
  readonly width: readonly [leastPx: number, share: number];
  readonly isNumber?: boolean;
  readonly text: (job: number) => string;
  readonly value?: (job: number) => number | null;
}

interface Sorting {
  readonly id: string;
  readonly isDown: boolean;
}

const ROW = 30;
/** Height of the table with its head, px. */
const MOST_HEIGHT = 480;
/** Rows beyond the edges, so that a quick wheel shows no gap. */
const SPARE = 12;
/** Browsers cut an element that is higher, px: beyond, one pixel of the bar is several rows. */
const TALLEST = 8_000_000;

/** All jobs: filter by words, sort by any column; rows are made only where they are seen. */
export function Jobs({ model, chosen, onAll, actions }: JobsProps) {
  const [words, setWords] = useState("");
  const [state, setState] = useState<State>();
  const [sorting, setSorting] = useState<Sorting>({ id: "name", isDown: false });
  const columns = useMemo(() => columnsOf(model), [model]);
  const found = useMemo(() => filtered(model, words, state, chosen), [model, words, state, chosen]);
  const sorted = useMemo(() => sortedBy(found, columns, sorting, model), [found, columns, sorting]);
  if (model.data.jobs.count === 0) return null;
  const states = (["done", "failed", "running", "waiting", "not run"] as const).filter((one) => model.counts[one] > 0);
  const grid = gridOf(columns);
  const sort = (id: string): void => setSorting({ id, isDown: sorting.id === id && !sorting.isDown });
  const saveTable = (): void => {
    const rows = sorted.map((job) =>
      columns.map(({ text, value }) => (value === undefined ? text(job) : String(value(job) ?? ""))),
    );
    saveCsv(fileName(model.data.title, "jobs"), csv([columns.map(({ label }) => label), ...rows]));
  };
  return (
    <section aria-labelledby="jobs">
      <div class="bar">
        <h2 id="jobs">Jobs</h2>
        <input
          type="search"
          placeholder="words of name, group, error …"
          aria-label="Filter jobs"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        {states.length > 1 && (
          <span class="chips" role="group" aria-label="State">
            {states.map((one) => (
              <button
                key={one}
                class={`chip ${one.replace(" ", "-")}`}
                aria-pressed={state === one}
                onClick={() => setState(state === one ? undefined : one)}
              >
                {one} {number(model.counts[one])}
              </button>
            ))}
          </span>
        )}
        {chosen !== undefined && (
          <button class="chip chosen" onClick={onAll} aria-label={`Show all jobs again instead of: ${chosen.label}`}>
            {chosen.label} ×
          </button>
        )}
        <span class="soft found" role="status">
          {sorted.length === model.data.jobs.count
            ? count(sorted.length, "job")
            : `${number(sorted.length)} of ${number(model.data.jobs.count)}`}
        </span>
        <button class="small" onClick={saveTable}>
          CSV
        </button>
      </div>
      <p class="print-only">
        Printed are the first rows of {count(sorted.length, "job")}; the button CSV of the page saves all.
      </p>
      <div class="table" role="table" aria-rowcount={sorted.length + 1} aria-label="Jobs">
        <Rows {...{ sorted, columns, grid, sorting, sort }} onOpen={actions.openJob} model={model} />
      </div>
    </section>
  );
}

/** The same for every row: each is a grid of its own. */
type Grid = Readonly<Record<"gridTemplateColumns" | "minWidth", string>>;

const GAP = 14;

function gridOf(columns: readonly Column[]): Grid {
  const least = columns.reduce((sum, { width: [px] }) => sum + px + GAP, 2 * GAP);
  const widths = columns.map(({ width: [px, share] }) => `minmax(${px}px, ${share}fr)`);
  return { gridTemplateColumns: widths.join(" "), minWidth: `${least}px` };
}

interface RowsProps {
  readonly model: Model;
  readonly sorted: readonly number[];
  readonly columns: readonly Column[];
  readonly grid: Grid;
  readonly sorting: Sorting;
  readonly sort: (id: string) => void;
  readonly onOpen: (job: number) => void;
}

function Rows({ model, sorted, columns, grid, sorting, sort, onOpen }: RowsProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(480);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return;
    element.scrollTop = 0;
    setTop(0);
    setHeight(element.clientHeight);
  }, [sorted]);
  const whole = sorted.length * ROW;
  const tall = Math.min(whole, TALLEST);
  // above the tallest element the position is scaled: the last row is at its end
  const scale = tall > height ? (whole - height) / (tall - height) : 1;
  const first = Math.max(0, Math.floor((top * scale) / ROW) - SPARE);
  const shown = sorted.slice(first, first + Math.ceil(height / ROW) + 2 * SPARE);
  const offset = first * ROW - top * scale + top;
  return (
    <div
      class="rows"
      style={{ height: `${Math.min(MOST_HEIGHT, (Math.max(1, sorted.length) + 1) * ROW + 2)}px` }}
      ref={frame}
      tabIndex={0}
      role="rowgroup"
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div class="row head" role="row" style={{ ...grid }} aria-rowindex={1}>
        {columns.map(({ id, label, isNumber = false }) => (
          <div
            key={id}
            role="columnheader"
            class={isNumber ? "right" : ""}
            aria-sort={sorting.id === id ? (sorting.isDown ? "descending" : "ascending") : "none"}
          >
            <button class="sort" onClick={() => sort(id)}>
              {label}
              <span aria-hidden="true">{sorting.id === id ? (sorting.isDown ? " ↓" : " ↑") : ""}</span>
            </button>
          </div>
        ))}
      </div>
      <div class="space" style={{ height: `${tall}px` }}>
        <div style={{ transform: `translateY(${offset}px)` }}>
          {shown.map((job, index) => (
            <div key={job} role="row" class="row" aria-rowindex={first + index + 2} style={{ ...grid }}>
              {columns.map(({ id, text, isNumber = false }) => (
                <div key={id} role="cell" class={isNumber ? "right" : id === "state" ? "state" : ""} title={text(job)}>
                  {id === "name" ? (
                    <button class="link" onClick={() => onOpen(job)}>
                      {text(job)}
                    </button>
                  ) : id === "state" ? (
                    <span class={`count ${(model.states[job] ?? "").replace(" ", "-")}`}>{text(job)}</span>
                  ) : (
                    text(job)
                  )}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
      {sorted.length === 0 && <p class="hint">No job has these words.</p>}
    </div>
  );
}

/** Metrics that the table has room for. */
const METRICS = 3;

function columnsOf({ data, states }: Model): readonly Column[] {
  const { jobs } = data;
  const numeric = (id: string, label: string, values: readonly (number | null)[]): Column[] =>
    values.some((value) => value !== null)
      ? [
          {
            ...{ id, label, width: [80, 1], isNumber: true },
            value: (job) => values[job] ?? null,
            text: (job) => (typeof values[job] === "number" ? number(values[job]) : ""),
          },
        ]
      : [];
  return [
    { id: "name", label: "Job", width: [150, 2], text: (job) => jobName(jobs, job) },
    { id: "state", label: "State", width: [90, 0.2], text: (job) => states[job] ?? "" },
    ...Object.entries(jobs.group).map(([key, column]): Column => ({
      ...{ id: `g${key}`, label: key, width: [widthOf([key, ...column.values.slice(0, 200)]), 1] },
      text: (job) => valueAt(column, job) ?? "",
    })),
    ...data.metrics.slice(0, METRICS).flatMap((metric, index) => numeric(`m${index}`, metricLabel(metric), metric.job)),
    ...numeric("seconds", "Seconds", jobs.seconds),
    ...numeric("memory", "MiB", jobs.memoryMiB),
    ...(jobs.tries.some((tries) => (tries ?? 1) > 1) ? numeric("tries", "Attempts", jobs.tries) : []),
    {
      ...{ id: "error", label: "Error", width: [180, 3] },
      text: (job) => {
        const cause = causeOf(data, job);
        return cause === undefined ? "" : `${cause.class}: ${cause.reason}`;
      },
    },
  ];
}

/** Width of the longest text, px, within reason. */
const widthOf = (texts: readonly string[]): number =>
  Math.min(220, Math.max(60, 7.5 * texts.reduce((most, { length }) => Math.max(most, length), 0)));

/** Every word must be in the job's name, metadata, state, error or worker. */
function filtered(
  model: Model,
  words: string,
  state: State | undefined,
  chosen: Chosen | undefined,
): readonly number[] {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  const texts = wanted.length === 0 ? [] : model.searchText();
  const found: number[] = [];
  const all = chosen?.jobs ?? model.states.keys();
  for (const job of all) {
    if (state !== undefined && model.states[job] !== state) continue;
    const text = texts[job] ?? "";
    if (wanted.every((word) => text.includes(word))) found.push(job);
  }
  return found;
}

function sortedBy(
  jobs: readonly number[],
  columns: readonly Column[],
  { id, isDown }: Sorting,
  { data }: Model,
): readonly number[] {
  const column = columns.find((one) => one.id === id);
  if (column === undefined || (id === "name" && !isDown && data.jobs.count > 20_000)) return jobs; // they come by name
  const { value, text } = column;
  const side = isDown ? -1 : 1;
  if (value !== undefined) {
    const none = isDown ? -Infinity : Infinity; // without a value: last
    return [...jobs].sort((a, b) => {
      const [one, other] = [value(a) ?? none, value(b) ?? none];
      return one === other ? a - b : side * (one - other);
    });
  }
  const compare = data.jobs.count > 20_000 ? byUnits : naturally;
  return [...jobs].sort((a, b) => side * compare(text(a), text(b)) || a - b);
}

const byUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
