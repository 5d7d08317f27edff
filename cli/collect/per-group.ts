import { placeKeys } from "../plate/wells";
import { CliError, EXIT } from "../shared/exit";
import { didYouMean } from "../shared/near";
import { type RowSink, type TableRow } from "./read-tables";
import { statistic } from "./statistics";

/** Which keys of the group one row is for: `well`, `site`, `plate`, `job`, or keys by name. */
export function perKeys(per: string, groupKeys: readonly string[]): readonly string[] {
  const { plate, well, site } = placeKeys(groupKeys);
  const plates = plate === undefined ? [] : [plate];
  const need = (keys: readonly string[], what: string): readonly string[] => {
    if (keys.length > 0) return keys;
    throw new CliError(EXIT.badInput, `--per ${per}: the jobs have no key ${what}; they have ${groupKeys.join(", ")}`);
  };
  switch (per) {
    case "job":
      return groupKeys;
    case "plate":
      return need(plates, "Plate");
    case "well":
      return [...plates, ...need(well, "Well, nor Row and Col")];
    case "site":
      return [...plates, ...need(well, "Well, nor Row and Col"), ...need(site === undefined ? [] : [site], "Site")];
  }
  return per.split(",").map((key) => {
    if (groupKeys.includes(key)) return key;
    throw new CliError(
      EXIT.badInput,
      `--per ${per}: the jobs have no key "${key}"${didYouMean(key, groupKeys)}; well, site, plate and job are for all`,
    );
  });
}

/** A job that the table is about. */
export interface PlannedJob {
  readonly group: Readonly<Record<string, string>>;
  /** Its rows are known: done with a table, or with none since nothing was found. */
  readonly isKnown: boolean;
}

export interface GroupRow {
  readonly group: Readonly<Record<string, string>>;
  readonly sitesDone: number;
  readonly sitesPlanned: number;
  /** Undefined: no job of it is done. */
  readonly count: number | undefined;
  /** By column and statistic, in the order of `names`. */
  readonly values: readonly (number | undefined)[];
}

/**
 * Rows of tables by groups: how many, and statistics of each column of numbers. Empty values and NaN count as none, and
 * a column with another text has no statistics.
 */
export class PerGroup implements RowSink {
  #header: readonly string[] = [];
  #isText: boolean[] = [];
  readonly #valuesOf = new Map<string, { count: number; columns: number[][] }>();

  constructor(
    private readonly keys: readonly string[],
    private readonly stats: readonly string[],
  ) {}

  start(header: readonly string[]): void {
    this.#header = header;
    this.#isText = header.map((name, index) => index === 0 && name === "Row"); // ImageJ's number of the row
  }

  row({ source, fields }: TableRow): void {
    const id = this.#idOf(source.group);
    const known = this.#valuesOf.get(id) ?? { count: 0, columns: this.#header.map(() => []) };
    this.#valuesOf.set(id, known);
    known.count++;
    for (const [index, field] of fields.entries()) {
      if (this.#isText[index] === true || field === "" || field === "NaN") continue;
      const value = numberOf(field);
      if (value === undefined) this.#isText[index] = true;
      else known.columns[index]?.push(value);
    }
  }

  /** Columns of the tables that have no statistics. */
  get textColumns(): readonly string[] {
    return this.#header.filter((name, index) => this.#isText[index] === true && !(index === 0 && name === "Row"));
  }

  /** `Area_mean` */
  get names(): readonly string[] {
    return this.#numeric().flatMap(({ name }) => this.stats.map((stat) => `${name}_${stat}`));
  }

  /** One for each group of the plan, in the plan's order. */
  rows(planned: Iterable<PlannedJob>): readonly GroupRow[] {
    const groups = new Map<string, { group: PlannedJob["group"]; done: number; planned: number }>();
    for (const { group, isKnown } of planned) {
      const id = this.#idOf(group);
      const known = groups.get(id) ?? { group, done: 0, planned: 0 };
      groups.set(id, known);
      known.planned++;
      if (isKnown) known.done++;
    }
    const numeric = this.#numeric();
    return [...groups].map(([id, { group, done, planned: all }]) => {
      const { count, columns } = this.#valuesOf.get(id) ?? { count: done > 0 ? 0 : undefined, columns: [] };
      const values = numeric.flatMap(({ index }) => {
        const sorted = (columns[index] ?? []).sort((a, b) => a - b);
        return this.stats.map((stat) => (count === undefined ? undefined : statistic(stat, sorted)));
      });
      return { group, sitesDone: done, sitesPlanned: all, count, values };
    });
  }

  #numeric(): readonly { readonly name: string; readonly index: number }[] {
    return this.#header.map((name, index) => ({ name, index })).filter(({ index }) => this.#isText[index] !== true);
  }

  #idOf(group: PlannedJob["group"]): string {
    return JSON.stringify(this.keys.map((key) => group[key] ?? ""));
  }
}

/** Also with the comma of other countries for the point. */
export function numberOf(field: string): number | undefined {
  const text = field.trim();
  const value = Number(/^[+-]?\d+,\d+$/.test(text) ? text.replace(",", ".") : text);
  return text === "" || (Number.isNaN(value) && text !== "NaN") ? undefined : value;
}
