import { type JsonNode } from "./json";
import { type Problems } from "../shared/problems";
import { scalarText } from "./values";

/** A text or a list of texts. @param path for messages, e.g. `groupsFrom.columns` */
export function readTexts(node: JsonNode, path: string, problems: Problems): readonly string[] | undefined {
  if (node.kind === "string") return [node.text].filter((text) => readTextNode(node, path, problems) === text);
  if (node.kind !== "array") {
    problems.add(`${path} is ${kindOf(node)}; it must be a text or a list of texts`);
    return undefined;
  }
  return node.items.flatMap((item, index) => readTextNode(item, `${path}[${index}]`, problems) ?? []);
}

/** A text that a job can carry; undefined after a problem was reported. */
export function readTextNode(node: JsonNode, path: string, problems: Problems, mayBeEmpty = false): string | undefined {
  if (node.kind !== "string") problems.add(`${path} is ${kindOf(node)}; it must be a text`);
  else if (node.text === "" && !mayBeEmpty && path !== "output_file_location" && path !== "output") {
    problems.add(`${path} is empty: leave it out`);
  } else return scalarText(node, path, problems);
  return undefined;
}

/** For messages: what stands where something else should. */
export function kindOf(node: JsonNode): string {
  const kinds = { object: "an object", array: "a list", string: "a text", number: "a number", boolean: "a boolean" };
  return node.kind === "null" ? "null" : "text" in node && node.kind !== "string" ? node.text : kinds[node.kind];
}
