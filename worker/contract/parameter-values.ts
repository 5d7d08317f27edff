import { type ParameterKind, type ScriptParameter, WHOLE_BITS } from "./script-parameters";

type Typed = Pick<ScriptParameter, "type" | "kind" | "list" | "choices" | "min" | "max">;

/** Why the parameter cannot take this text of a job, as `is not a whole number`; undefined: it can. */
export function valueFault(parameter: Typed, value: string): string | undefined {
  if (!parameter.list) return itemFault(parameter, value);
  const items = listItems(value);
  if (items === undefined) return 'has a " that is not closed';
  for (const [index, item] of items.entries()) {
    const fault = itemFault(parameter, item);
    if (fault !== undefined) return `holds item ${index + 1}, ${JSON.stringify(item)}, which ${fault}`;
  }
  return undefined;
}

/** The same as one sentence with the parameter's name. */
export function valueProblem(parameter: Typed & Pick<ScriptParameter, "name">, value: string): string | undefined {
  const fault = valueFault(parameter, value);
  return fault === undefined ? undefined : `parameter "${parameter.name}" is ${JSON.stringify(value)}, which ${fault}`;
}

/**
 * The items of a list, `a, "b, c"`: parted by commas, blanks around them do not count; in double quotes all counts, and
 * `""` is a quote. Undefined: a quote is not closed.
 */
export function listItems(value: string): readonly string[] | undefined {
  if (value.trim() === "") return [];
  const items: string[] = [];
  let rest = value;
  while (true) {
    const match = /^\s*(?:"((?:[^"]|"")*)"|([^",][^,]*?|))\s*(,|$)/s.exec(rest);
    if (match === null) return undefined;
    const [whole, quoted, bare = "", comma] = match;
    items.push(quoted?.replaceAll('""', '"') ?? bare);
    if (comma === "") return items;
    rest = rest.slice(whole.length);
  }
}

/** `12`, `-3`, `12.0` and `0x1F`; zeros in front do not count. Undefined for everything else. */
export function wholeNumber(text: string): bigint | undefined {
  const [, sign, hex, decimal] = /^([+-]?)(?:(0x[0-9a-f]+)|(\d+)(?:\.0*)?)$/i.exec(text) ?? [];
  const digits = hex?.toLowerCase() ?? decimal;
  return digits === undefined ? undefined : BigInt(digits) * (sign === "-" ? -1n : 1n);
}

/** `r,g,b` as a macro gets a colour; undefined for what is none. */
export function colorText(text: string): string | undefined {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text)?.[1] ?? COLORS.get(text);
  const parts =
    hex === undefined
      ? text.split(/\s*,\s*/).map((part) => (/^\d{1,3}$/.test(part) ? Number(part) : 256))
      : hexParts(hex);
  return parts.length === 3 && parts.every((part) => part <= 255) ? parts.join(",") : undefined;
}

/** `2026-01-31` or `2026-01-31T12:30:00`, in UTC; undefined for what is none. */
export function dateOf(text: string): Date | undefined {
  const [, day, time = "00:00:00"] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d))?$/.exec(text) ?? [];
  const date = new Date(`${day}T${time}Z`);
  // 31 February is 3 March to JavaScript
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${day}T${time}`) ? date : undefined;
}

function itemFault({ type, kind, choices, min, max }: Typed, value: string): string | undefined {
  const wrong = kindFault(kind, type.replace(/\[\]$/, ""), value);
  if (wrong !== undefined) return wrong;
  if (choices !== undefined && !choices.some((choice) => isEqual(kind, choice, value))) {
    const other = choices.find((choice) => choice.toLowerCase() === value.trim().toLowerCase());
    return `is no choice: ${other === undefined ? `write ${choices.map((one) => `"${one}"`).join(" or ")}` : `write "${other}"`}`;
  }
  if (kind !== "integer" && kind !== "number") return undefined;
  if (min !== undefined && Number(value) < min) return `is below its min, ${min}`;
  if (max !== undefined && Number(value) > max) return `is above its max, ${max}`;
  return undefined;
}

const isEqual = (kind: ParameterKind, choice: string, value: string): boolean =>
  choice === value || ((kind === "integer" || kind === "number") && Number(choice) === Number(value));

function kindFault(kind: ParameterKind, type: string, value: string): string | undefined {
  switch (kind) {
    case "integer":
      return wholeFault(WHOLE_BITS.get(type), value);
    case "number":
      if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) {
        return Number.isFinite(Number(value)) ? undefined : "is more than a number can hold";
      }
      return /^[+-]?\d+,\d+$/.test(value) ? `is not a number: write "${value.replace(",", ".")}"` : "is not a number";
    case "boolean":
      if (/^(?:true|false)$/i.test(value)) return undefined;
      if (/^(?:1|yes|on)$/i.test(value)) return 'is not a boolean: write "true"';
      return /^(?:0|no|off)$/i.test(value)
        ? 'is not a boolean: write "false"'
        : 'is not a boolean: write "true" or "false"';
    case "character":
      return [...value].length === 1 ? undefined : "is not one character";
    case "color":
      return colorText(value) === undefined ? 'is not a colour: write "255,0,0" or "#ff0000"' : undefined;
    case "date":
      return dateOf(value) === undefined ? 'is not a date: write "2026-01-31" or "2026-01-31T12:30:00"' : undefined;
    case "image":
      return "cannot be given: a job has no open image; open it in the script";
    case "given":
      return "is set by Fiji itself: leave it out";
    case "text":
    case "file":
    case "other":
      return undefined;
  }
}

function wholeFault(bits: number | undefined, value: string): string | undefined {
  const number = wholeNumber(value);
  if (number === undefined) return "is not a whole number";
  if (bits === undefined || BigInt.asIntN(bits, number) === number) return undefined;
  const end = 2n ** BigInt(bits - 1);
  return `is outside ${-end} to ${end - 1n}`;
}

const hexParts = (hex: string): number[] =>
  (hex.length === 3 ? [...hex].map((digit) => digit + digit) : (hex.match(/../g) ?? [])).map((part) =>
    parseInt(part, 16),
  );

/** The basic names of HTML; Fiji takes an unknown one for black. */
const COLORS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    black: "000",
    silver: "c0c0c0",
    gray: "808080",
    white: "fff",
    maroon: "800000",
    red: "f00",
    purple: "800080",
    fuchsia: "f0f",
    magenta: "f0f",
    green: "008000",
    lime: "0f0",
    olive: "808000",
    yellow: "ff0",
    navy: "000080",
    blue: "00f",
    teal: "008080",
    aqua: "0ff",
    cyan: "0ff",
    orange: "ffa500",
  }),
);
