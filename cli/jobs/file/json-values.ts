import { type Problems, show } from "../../shared/problems";
import { type JsonNode, MAX_KEYS } from "./json-reader";

/** Largest whole number that JavaScript, and so every JSON reader on the way, keeps as it is. */
const LARGEST = 2 ** 53;

/**
 * Text, number or boolean as the text that the script gets, or undefined after a problem was reported.
 * @param path for messages, e.g. `groups[3].Well`
 */
export function scalarText(node: JsonNode, path: string, problems: Problems): string | undefined {
  switch (node.kind) {
    case "string": {
      const problem = textProblem(node.text);
      if (problem !== undefined) problems.add(`${path} is ${show(node.text)}: ${problem}`);
      return problem === undefined ? node.text : undefined;
    }
    case "number":
      if (String(Number(node.text)) === node.text && Math.abs(Number(node.text)) <= LARGEST) return node.text;
      problems.add(`${path} is ${node.text}, a number that JSON readers rewrite: quote it, "${node.text}"`);
      return undefined;
    case "boolean":
      return node.text;
    case "null":
      problems.add(`${path} is null: leave it out, or write ""`);
      return undefined;
    case "array":
    case "object":
      problems.add(
        `${path} is ${node.kind === "array" ? "a list" : "an object"}; it must be a text, a number, true or false`,
      );
      return undefined;
  }
}

/** What no queue and no script can carry: NUL, half characters, U+FFFE and U+FFFF. */
export function textProblem(text: string): string | undefined {
  if (/[\0\uFFFE\uFFFF]/.test(text)) return "it holds a character that cannot be sent (U+0000, U+FFFE or U+FFFF)";
  if (/\p{Surrogate}/u.test(text)) return "it holds half of a character (a lone surrogate)";
  return undefined;
}

/** Why this cannot be a key of a group or of `shared_metadata`, or undefined. */
export function keyProblem(key: string): string | undefined {
  if (key === "") return "is empty";
  if (key === "__proto__") return "is reserved";
  if (key.length > 100) return "is longer than 100 characters";
  if (key !== key.trim()) return "begins or ends with a blank";
  if (/[{}\p{Cc}]/u.test(key)) return "holds a brace or a control character";
  return textProblem(key);
}

/** Keys that hold this are remarks, as in the originals. */
export const isComment = (key: string): boolean => key.includes("_comment");

/** A text or a list of texts. @param path for messages, e.g. `groupsFrom.columns` */
export function readTexts(node: JsonNode, path: string, problems: Problems): readonly string[] | undefined {
  if (node.kind === "string") return [node.text].filter((text) => readTextNode(node, path, problems) === text);
  if (node.kind !== "array") {
    problems.add(`${path} is ${kindOf(node)}; write a text or a list of texts, e.g. "a.tif" or ["a.tif", "b.tif"]`);
    return undefined;
  }
  if (node.items.length > MAX_KEYS) {
    problems.add(`${path} has ${node.items.length} texts; at most ${MAX_KEYS} are allowed`);
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
