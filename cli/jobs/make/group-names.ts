import { show } from "../../shared/problems";
import { type KeyType, readType, TEXT, typeByName, TYPES, WELL } from "./key-types";
import { type NamePattern, type NameReader, nameReader, parseNamePattern, withTypes } from "./name-pattern";

/** Files that belong together. */
export interface NameGroup {
  /** Of the pattern's keys, in their order. */
  readonly values: readonly string[];
  /** Given where the pattern with these values put in fits other files, too. */
  readonly files?: readonly string[];
}

export interface GroupedNames {
  readonly groups: readonly NameGroup[];
  /** "none fits", or why the pattern cannot be used; then there are no groups. */
  readonly problem?: string;
  readonly warnings: readonly string[];
}

/** Names that are compared for a hint. */
const LOOKED_AT = 1000;
/** Keys up to which every choice of them is tried. */
const MANY_KEYS = 6;

/** Makes groups of names that fit a pattern; a name that can be read in two ways is a problem. */
export function groupNames(pattern: NamePattern, names: readonly string[]): GroupedNames {
  const asText = nameReader(
    pattern,
    pattern.written.map((type) => type ?? TEXT),
    true,
  );
  const types = typesFor(pattern, names, asText);
  if (types === undefined) return { groups: [], problem: "none fits", warnings: [] };
  const read = nameReader(pattern, types);
  const readLoosely = nameReader(pattern, types, true);
  const found = new Map<string, { readonly values: readonly string[]; readonly files: string[] }>();
  const unclear: string[] = [];
  let unclearCount = 0;
  const leftOut: string[] = [];
  let leftOutCount = 0;
  let isExact = true; // a pattern with values put in fits the files of its own group only
  for (const name of names) {
    const reading = read(name);
    if (reading === undefined) {
      if (asText(name) === undefined) continue;
      isExact &&= readLoosely(name) === undefined;
      if (leftOutCount++ < 2) leftOut.push(name);
      continue;
    }
    if ("either" in reading) {
      if (unclearCount++ < 2)
        unclear.push(`${show(name)} gives ${pattern.keys[reading.key]} ${reading.either.map(show).join(" or ")}`);
      continue;
    }
    const loose = readLoosely(name);
    isExact &&= loose !== undefined && "values" in loose;
    const identity = reading.values.join("\0");
    const group = found.get(identity);
    if (group === undefined) found.set(identity, { values: reading.values, files: [name] });
    else group.files.push(name);
  }
  if (unclearCount > 0) {
    const clear = clearPattern(pattern, types, names);
    const cure = clear === undefined ? `give its keys types: ${TYPES}` : `${show(clear)} is clear`;
    const count = `${unclearCount} ${unclearCount === 1 ? "name" : "names"}`;
    return {
      groups: [],
      problem: `${show(pattern.text)} reads ${count} in more than one way: ${unclear.join("; ")}; ${cure}`,
      warnings: [],
    };
  }
  const groups = [...found.values()].map(({ values, files }) =>
    isExact ? { values } : { values, files: files.sort() },
  );
  return { groups, warnings: warningsOf(pattern, types, leftOut, leftOutCount) };
}

function warningsOf(
  pattern: NamePattern,
  types: readonly KeyType[],
  leftOut: readonly string[],
  count: number,
): readonly string[] {
  const texts = pattern.keys.filter((key, at) => types[at] === TEXT && typeOfKey(pattern, at) !== TEXT);
  const warnings = texts.map((key) => {
    const type = typeByName(key);
    return `no file fits ${show(pattern.text)} with ${type === WELL ? "a well" : "a number"} for {${key}}: it is read as text`;
  });
  if (count === 0) return warnings;
  const typed = withTypes(
    pattern,
    types.map(() => TEXT),
  );
  const some = leftOut.map(show).join(", ");
  const many = count === 1 ? "1 file is" : `${count} files are`;
  return [
    ...warnings,
    `${many} left out, because ${show(pattern.text)} fits only where its keys are any text (${show(typed)}): ${some}${count > leftOut.length ? ", …" : ""}`,
  ];
}

const typeOfKey = (pattern: NamePattern, at: number): KeyType =>
  pattern.written[at] ?? typeByName(pattern.keys[at] ?? "");

/** As written, else by the keys' names, else text where nothing would fit: as few of these as will do. */
function typesFor(pattern: NamePattern, names: readonly string[], asText: NameReader): readonly KeyType[] | undefined {
  const types = pattern.keys.map((_, at) => typeOfKey(pattern, at));
  const typed = nameReader(pattern, types);
  if (names.some((name) => typed(name) !== undefined)) return types;
  const fitting = names.filter((name) => asText(name) !== undefined).slice(0, LOOKED_AT);
  if (fitting.length === 0) return undefined;
  const free = pattern.keys.flatMap((_, at) => (pattern.written[at] === undefined && types[at] !== TEXT ? [at] : []));
  for (let size = free.length > MANY_KEYS ? free.length : 1; size <= free.length; size++) {
    const found = subsets(free, size)
      .map((relaxed) => types.map((type, at) => (relaxed.includes(at) ? TEXT : type)))
      .map((some) => ({ some, count: countFitting(nameReader(pattern, some), fitting) }))
      .reduce((best, one) => (one.count > best.count ? one : best), { some: types, count: 0 });
    if (found.count > 0) return found.some;
  }
  return undefined; // a type that is written out does not fit
}

function subsets(items: readonly number[], size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

const countFitting = (read: NameReader, names: readonly string[]): number =>
  names.filter((name) => read(name) !== undefined).length;

/** A pattern that reads all these names in one way, with other types for one or two keys. */
function clearPattern(pattern: NamePattern, types: readonly KeyType[], names: readonly string[]): string | undefined {
  const read = nameReader(pattern, types);
  const fitting = names.filter((name) => read(name) !== undefined).slice(0, LOOKED_AT);
  const isClear = (some: readonly KeyType[]): boolean => {
    const clear = nameReader(pattern, some);
    return fitting.every((name) => {
      const reading = clear(name);
      return reading !== undefined && "values" in reading;
    });
  };
  const keys = pattern.keys.map((_, at) => at).slice(0, MANY_KEYS);
  for (const size of [1, 2]) {
    for (const some of subsets(keys, Math.min(size, keys.length))) {
      for (const choice of choices(some.length)) {
        const tried = types.map((type, at) => (some.includes(at) ? (choice[some.indexOf(at)] ?? type) : type));
        if (isClear(tried)) return withTypes(pattern, tried);
      }
    }
  }
  return undefined;
}

const CURES: readonly KeyType[] = [
  "[^_]",
  "[^-]",
  "[A-Za-z0-9]",
  "digits",
  "letters",
  "well",
  "2",
  "1",
  "3",
  "4",
  "5",
  "6",
  "8",
].flatMap((written) => readType(written) ?? []);

function choices(count: number): readonly (readonly KeyType[])[] {
  if (count === 0) return [[]];
  return choices(count - 1).flatMap((rest) => CURES.map((cure) => [...rest, cure]));
}

/** A pattern like this one that fits some of the names: other folders, ending, case or separators. */
export function nearestPattern(
  pattern: NamePattern,
  names: readonly string[],
): { readonly text: string; readonly count: number } | undefined {
  const some = names.slice(0, LOOKED_AT);
  const once = variantsOf(pattern.text, some);
  for (const texts of [once, once.flatMap((text) => variantsOf(text, some))]) {
    let best: { readonly text: string; readonly count: number } | undefined;
    for (const text of new Set(texts)) {
      const variant = parseNamePattern(text);
      if (typeof variant === "string" || text === pattern.text) continue;
      const { groups, problem } = groupNames(variant, some);
      if (problem !== undefined || groups.length === 0) continue;
      const types =
        typesFor(
          variant,
          some,
          nameReader(
            variant,
            variant.keys.map(() => TEXT),
            true,
          ),
        ) ?? [];
      const count = countFitting(nameReader(variant, types), names);
      if (count > (best?.count ?? 0)) best = { text, count };
    }
    if (best !== undefined) return best;
  }
  return undefined;
}

function variantsOf(text: string, names: readonly string[]): readonly string[] {
  const ending = /\.[^./{}*]*$/.exec(text)?.[0] ?? "";
  const body = text.slice(0, text.length - ending.length);
  const endings = [...new Set(names.map((name) => /\.[^./]*$/.exec(name)?.[0] ?? ""))].slice(0, 5);
  const parts = text.split(/(\{[^{}]*\})/);
  const literal = (change: (part: string) => string): string =>
    parts.map((part, at) => (at % 2 === 0 ? change(part) : part)).join("");
  return [
    ...endings.map((one) => body + one),
    ...(text.startsWith("**/") ? [] : [`**/${text}`]),
    text.slice(text.lastIndexOf("/") + 1),
    ...(body.endsWith("*") ? [] : [`${body}*${ending}`]),
    ...(text.startsWith("*") ? [] : [`*${text}`]),
    literal((part) => part.toLowerCase()),
    literal((part) => part.toUpperCase()),
    ...["-_", "_-", "- ", "_ ", " _", " -"].map(([from, to]) =>
      literal((part) => part.replaceAll(from ?? "", to ?? "")),
    ),
    ...parts.flatMap((part, at) =>
      at % 2 === 1 || part === "" || part === "*"
        ? []
        : [parts.map((one, index) => (index === at ? "*" : one)).join("")],
    ),
  ];
}
