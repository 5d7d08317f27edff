import { basename, dirname, resolve } from "node:path";
import { didYouMean } from "../../shared/near";
import { type Problems } from "../../shared/problems";
import { type GridAxis, readAxis } from "./grid-axis";
import { type JsonNode } from "./json-reader";
import { isComment, keyProblem, kindOf, readTextNode, readTexts } from "./json-values";

/** Where the groups of a job file come from. */
export type Groups =
  | { readonly kind: "list"; readonly text: string; readonly at: number }
  | { readonly kind: "grid"; readonly axes: readonly GridAxis[] }
  | {
      readonly kind: "csv";
      readonly name: string;
      readonly path: string;
      readonly columns: readonly (readonly [key: string, column: string])[] | undefined;
    }
  | {
      readonly kind: "naming";
      /** Name of a scheme, or the absolute path of a `.json`. */
      readonly naming: string;
      readonly per: string | undefined;
      readonly listing?: { name: string; path: string } | undefined;
    }
  | { readonly kind: "files"; readonly pattern: string; readonly listing?: { name: string; path: string } | undefined };

const SOURCES = ["groups", "grid", "groupsFrom"] as const;
/** Which groups a job file asks for; undefined after a problem was reported. */
export function readGroups(
  text: string,
  members: ReadonlyMap<string, JsonNode>,
  path: string,
  problems: Problems,
): Groups | undefined {
  const given = SOURCES.filter((key) => members.has(key));
  if (given.length !== 1) {
    const found =
      given.length === 0 ? "groups, grid and groupsFrom are all missing" : `${given.join(" and ")} are both given`;
    problems.add(`${found}: give exactly one`);
    return undefined;
  }
  const [key] = given;
  const node = members.get(key as string) as JsonNode;
  switch (key) {
    case "groups":
      if (node.kind === "array") return { kind: "list", text, at: node.at };
      problems.add(
        `groups is ${kindOf(node)}; it must be a list of objects${node.kind === "object" ? "; a grid is `grid`" : ""}`,
      );
      return undefined;
    case "grid":
      return readGrid(node, problems);
    default:
      return readGroupsFrom(node, path, problems);
  }
}

function readGrid(node: JsonNode, problems: Problems): Groups | undefined {
  if (node.kind !== "object") {
    problems.add(`grid is ${kindOf(node)}; it must be an object, e.g. {"Plate": ["P1"], "Well": "A01..H12"}`);
    return undefined;
  }
  const members = node.members.filter(({ key }) => !isComment(key));
  if (members.length === 0) problems.add('grid is empty; give its keys, e.g. {"Plate": ["P1"], "Well": "A01..H12"}');
  const axes = members.map(({ key, value }) => {
    const problem = keyProblem(key);
    if (problem !== undefined) problems.add(`grid: the key "${key}" ${problem}`);
    return readAxis(key, value, problems);
  });
  return axes.includes(undefined) ? undefined : { kind: "grid", axes: axes as GridAxis[] };
}

function readGroupsFrom(node: JsonNode, path: string, problems: Problems): Groups | undefined {
  const example =
    '{"csv": "plates.csv", "columns": ["Plate", "Well"]} or {"pattern": "{Plate}/{Well}_*.tif"} or {"naming": "harmony", "per": "site"}';
  if (node.kind !== "object") {
    problems.add(`groupsFrom is ${kindOf(node)}; it must be ${example}`);
    return undefined;
  }
  const before = problems.total;
  const members = new Map(node.members.map(({ key, value }) => [key, value]));
  const known = ["csv", "columns", "listing", "pattern", "naming", "per"];
  for (const key of members.keys()) {
    if (!known.includes(key) && !isComment(key))
      problems.add(`groupsFrom: the key "${key}" is unknown${didYouMean(key, known)}`);
  }
  const textOf = (key: string) => {
    const value = members.get(key);
    return value === undefined ? undefined : readTextNode(value, `groupsFrom.${key}`, problems);
  };
  const [csv, listing, pattern, naming, per] = ["csv", "listing", "pattern", "naming", "per"].map(textOf);
  if (problems.total > before) return undefined;
  if ([csv, pattern, naming].filter((one) => one !== undefined).length !== 1)
    problems.add(`groupsFrom needs one of csv, pattern and naming: ${example}`);
  else if (per !== undefined && naming === undefined) problems.add("groupsFrom.per goes with naming");
  else if (csv !== undefined && listing !== undefined)
    problems.add("groupsFrom.listing goes with pattern or naming, not with csv");
  else if (csv === undefined && members.has("columns"))
    problems.add(`groupsFrom.columns goes with csv, not with ${pattern === undefined ? "naming" : "pattern"}`);
  const columnsNode = members.get("columns");
  const columns = columnsNode === undefined ? undefined : readColumns(columnsNode, problems);
  if (problems.total > before) return undefined;
  const file = (name: string) => ({ name: basename(name), path: resolve(dirname(path), name) });
  if (csv !== undefined) return { kind: "csv", ...file(csv), columns };
  if (naming !== undefined) {
    const scheme = naming.endsWith(".json") ? resolve(dirname(path), naming) : naming;
    return { kind: "naming", naming: scheme, per, listing: listing === undefined ? undefined : file(listing) };
  }
  return { kind: "files", pattern: pattern as string, listing: listing === undefined ? undefined : file(listing) };
}

/** `["Plate", "Well"]`, or `{"Plate": "Metadata_Plate"}` to give columns other names. */
function readColumns(node: JsonNode, problems: Problems): readonly (readonly [string, string])[] | undefined {
  if (node.kind === "array") {
    const texts = readTexts(node, "groupsFrom.columns", problems) ?? [];
    const twice = texts.find((text, index) => texts.indexOf(text) !== index);
    if (twice !== undefined) problems.add(`groupsFrom.columns names "${twice}" twice`);
    if (texts.length === 0)
      problems.add("groupsFrom.columns is empty: name at least one column, or remove the key to read all");
    return texts.map((text) => [text, text] as const);
  }
  if (node.kind === "object" && node.members.length > 0) {
    return node.members.map(({ key, value }) => [
      key,
      readTextNode(value, `groupsFrom.columns.${key}`, problems) ?? "",
    ]);
  }
  problems.add(`groupsFrom.columns is ${kindOf(node)}; it must be a list of column names, or {"Key": "column"}`);
  return undefined;
}
