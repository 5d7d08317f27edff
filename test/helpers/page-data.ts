import { type Dictionary, type PageData, type StateLetter } from "../../cli/page/data/page-data";
import { PLATE_FORMATS } from "../../cli/plate/wells";

/** A site of a well, and what came of it. */
export interface SiteOf {
  readonly plate?: string;
  readonly row: number;
  readonly column: number;
  readonly site?: string;
  /** null: no table. */
  readonly value: number | null;
  readonly state?: StateLetter;
}

/** Data of a page with one metric, `nuclei.csv`'s rows, as `readPageData` would make them. */
export function pageDataOf(sites: readonly SiteOf[], roles: Readonly<Record<string, string>> = {}): PageData {
  const wells: { plate: string; row: number; column: number }[] = [];
  const wellAt = new Map<string, number>();
  const well = sites.map(({ plate = "P1", row, column }) => {
    const id = `${plate} ${row} ${column}`;
    const known = wellAt.get(id) ?? wells.push({ plate, row, column }) - 1;
    wellAt.set(id, known);
    return known;
  });
  const sum = wells.map((): number | null => null);
  const planned = wells.map(() => 0);
  for (const [job, at] of well.entries()) {
    planned[at]!++;
    const { value } = sites[job]!;
    if (value !== null) sum[at] = (sum[at] ?? 0) + value;
  }
  const none = sites.map(() => null);
  const empty = dictionary(sites.map(() => undefined));
  const files = { templates: [], lists: [], at: sites.map(() => -1), more: {} };
  const isShared = wells.length < sites.length;
  return {
    v: 1,
    title: "test",
    madeAt: "2026-01-02T03:04:05Z",
    dfiji: "0.1.0",
    place: { kind: "folder", description: "/r", words: "--output /r", knowsRunning: true },
    plan: null,
    jobs: {
      count: sites.length,
      name: dictionary(sites.map(({ plate = "P1", row, column, site = "1" }) => `${plate}-${row}-${column}-${site}`)),
      hash: "00000000".repeat(sites.length),
      state: sites.map(({ state = "d" }) => state).join(""),
      root: empty,
      group: {},
      groupKeys: [],
      plate: dictionary(sites.map(({ plate = "P1" }) => plate)),
      well,
      site: dictionary(sites.map(({ site }) => site)),
      cause: sites.map(({ state }) => (state === "f" ? 0 : -1)),
      startedAt: none,
      baseMs: 0,
      seconds: none,
      stages: { fetch: none, run: none, verify: none, publish: none },
      memoryMiB: none,
      memoryLimitMiB: empty,
      tries: none,
      worker: empty,
      submission: empty,
      parameters: empty,
      madeBy: empty,
      inputs: files,
      outputs: files,
      bytesIn: none,
      bytesOut: none,
      logTail: {},
    },
    causes: [{ class: "script-error", line: 19, reason: "no nuclei", advice: "" }],
    attempts: { job: [], class: dictionary([]), startedAt: [], seconds: [], worker: dictionary([]) },
    wells: {
      plate: dictionary(wells.map(({ plate }) => plate)),
      row: wells.map(({ row }) => row),
      column: wells.map(({ column }) => column),
      planned,
    },
    plateFormat: null,
    metrics: [
      {
        table: "nuclei.csv",
        column: null,
        statistic: "count",
        job: sites.map(({ value }) => value),
        well: isShared ? sum : null,
      },
    ],
    tables: [{ name: "nuclei.csv", jobs: sites.length, rows: 0 }],
    layout:
      Object.keys(roles).length === 0
        ? null
        : { file: "l.csv", columns: { role: dictionary(wells.map(({ row, column }) => roles[`${row} ${column}`])) } },
    runs: [],
    notes: [],
    queue: null,
    cost: null,
    run: null,
  };
}

/** Every well of a plate. */
export function wellsOfFormat(wells: number): readonly { readonly row: number; readonly column: number }[] {
  const format = PLATE_FORMATS.find((one) => one.wells === wells)!;
  return Array.from({ length: wells }, (_, index) => ({
    row: Math.floor(index / format.columns),
    column: index % format.columns,
  }));
}

export function dictionary(texts: readonly (string | undefined)[]): Dictionary {
  const values = [...new Set(texts.filter((text) => text !== undefined))];
  const at = new Map(values.map((value, index) => [value, index]));
  return { values, at: texts.map((text) => (text === undefined ? -1 : at.get(text)!)) };
}

/** Numbers from 0 to 1 that are the same for a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normally distributed. */
export function normal(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
