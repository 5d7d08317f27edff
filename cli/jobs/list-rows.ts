import { JsonReader, type JsonNode } from "./file/json-reader";
import { type Problems } from "../shared/problems";
import { type GroupRow, type RowSource } from "./rows";
import { isComment, keyProblem, scalarText } from "./file/json-values";

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
        if (row.keys.length !== keys.length || row.keys.some((key, place) => key !== keys[place])) keys = row.keys;
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
