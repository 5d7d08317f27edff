import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Case } from "./harness-cases";

/** What ImageJ has. */
export const NAMES = z.object({
  /** Menu entries with their menus, as `Image > Scale...`; some labels end with a space. */
  menus: z.array(z.string()),
  /** Of the macro language, as `print` or `Table.get`. */
  functions: z.array(z.string()),
  keywords: z.array(z.string()),
});
export type Names = z.infer<typeof NAMES>;

/** Names that no case covers, and names in heads of cases that ImageJ does not have. */
export interface Coverage {
  readonly menus: readonly string[];
  readonly functions: readonly string[];
  /** As `GROUP/NAME: NAME`. */
  readonly unknown: readonly string[];
}

/** The names of ImageJ 1.54f; a test compares them with what it answers. */
export const NAMES_FILE = join(__dirname, "names.json");

export function knownNames(): Names {
  return NAMES.parse(JSON.parse(readFileSync(NAMES_FILE, "utf8")));
}

export function coverageOf(cases: readonly Case[], names: Names): Coverage {
  const labels = names.menus.map(labelOf);
  const isTwice = (label: string): boolean => labels.filter((other) => other.trim() === label.trim()).length > 1;
  const ofMenu = (path: string): boolean => {
    const label = labelOf(path);
    const isMeant = ({ source }: Case): boolean => !isTwice(label) || source.includes(`"${label}"`);
    return cases.some((one) => one.covers.includes(label.trim()) && isMeant(one));
  };
  const covered = new Set(cases.flatMap(({ covers }) => covers));
  const all = new Set([...labels.map((label) => label.trim()), ...names.functions, ...names.keywords]);
  return {
    menus: names.menus.filter((path) => !ofMenu(path)),
    functions: names.functions.filter((name) => !covered.has(name)),
    unknown: cases.flatMap(({ name, covers }) =>
      covers.filter((cover) => !all.has(cover)).map((cover) => `${name}: ${cover}`),
    ),
  };
}

/** `Scale...` and `Scale... ` are two commands. */
const labelOf = (path: string): string => path.slice(path.lastIndexOf(" > ") + 3);
