import { type Problems } from "../../shared/problems";
import { type GridAxis } from "../file/grid-axis";
import { JsonReader, type JsonNode } from "../file/json-reader";
import { isComment, keyProblem, scalarText } from "../file/json-values";

/** One group before it is a job. */
export interface GroupRow {
  /** The same array for every row with the same keys. */
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** The files of the group, where they are known: they are the inputs of its job. */
  readonly files?: readonly string[];
  /** Another group of these files has the same name but for its case: the job's name tells them apart. */
  readonly isAlike?: true;
  /** For messages: `groups[3]`, `plates.csv line 7`, `job 12 of the grid (P1-A12)`. */
  where: () => string;
}

/** Where groups come from. Walked once to check and once to send; each walk gives the same rows. */
export interface RowSource {
  /** Number of rows, when it is known before a walk. */
  readonly count?: number;
  rows(): AsyncIterable<GroupRow>;
}

/**
 * The objects of the list `groups`, read one by one from the text of the job file.
 * @param at offset of the list
 */
export function listRows(text: string, at: number, problems: Problems): RowSource {
  return {
    async *rows(): AsyncGenerator<GroupRow> {
      let keys: readonly string[] = [];
      let index = 0;
      for (const item of new JsonReader(text, at).items()) {
        const where = `groups[${index++}]`;
        const row = readGroup(item, where, problems);
        if (row === undefined) continue;
        if (row.keys.length !== keys.length || row.keys.some((key, index) => key !== keys[index])) keys = row.keys;
        yield { keys, values: row.values, where: () => where };
      }
    },
  };
}

function readGroup(item: JsonNode, where: string, problems: Problems) {
  if (item.kind !== "object") {
    const found = item.kind === "array" ? "a list" : item.text;
    problems.add(`${where} is ${found}; a group is an object, e.g. {"Plate": "P1", "Well": "A01"}`);
    return undefined;
  }
  const keys: string[] = [];
  const values: string[] = [];
  let isWhole = true;
  for (const { key, value } of item.members) {
    if (isComment(key)) continue;
    const problem = keyProblem(key);
    if (problem !== undefined) problems.add(`${where}: the key "${key}" ${problem}`);
    const text = scalarText(value, `${where}.${key}`, problems);
    if (text === undefined || problem !== undefined) isWhole = false;
    else {
      keys.push(key);
      values.push(text);
    }
  }
  if (isWhole && keys.length === 0)
    problems.add(`${where} is empty: a group needs at least one key, its name comes from it`);
  return isWhole && keys.length > 0 ? { keys, values } : undefined;
}

/** Every combination of the axes; the last one changes fastest. */
export function gridRows(axes: readonly GridAxis[]): RowSource {
  const keys = axes.map((axis) => axis.key);
  const count = axes.reduce((product, axis) => product * axis.count, 1);
  return {
    count,
    async *rows(): AsyncGenerator<GroupRow> {
      const turns = axes.map(() => 0);
      const values = axes.map((axis) => axis.at(0));
      for (let index = 0; index < count; index++) {
        const row = [...values];
        yield { keys, values: row, where: () => `job ${index + 1} of the grid (${row.join("-")})` };
        for (let at = axes.length - 1; at >= 0; at--) {
          const axis = axes[at] as GridAxis;
          const turn = ((turns[at] as number) + 1) % axis.count;
          turns[at] = turn;
          values[at] = axis.at(turn);
          if (turn !== 0) break;
        }
      }
    },
  };
}
