import { type ScriptParameter } from "./parameters";

/** How the text of a parameter is read. `given`: the engine itself provides it. `image`: no job can give it. */
export type ValueKind = "text" | "file" | "whole" | "decimal" | "boolean" | "character" | "given" | "image" | "other";

const WHOLE: Readonly<Record<string, readonly [lowest: bigint, highest: bigint]>> = {
  byte: [-128n, 127n],
  short: [-32_768n, 32_767n],
  integer: [-2_147_483_648n, 2_147_483_647n],
  int: [-2_147_483_648n, 2_147_483_647n],
  long: [-9_223_372_036_854_775_808n, 9_223_372_036_854_775_807n],
};

const plainType = (type: string): string => type.replace(/^(?:java\.(?:lang|io|math)\.)/, "").toLowerCase();

export function kindOf(type: string): ValueKind {
  const plain = plainType(type);
  if (plain === "string" || plain === "text") return "text";
  if (plain === "file" || plain === "file[]") return "file";
  if (plain in WHOLE) return "whole";
  if (plain === "double" || plain === "float") return "decimal";
  if (plain === "boolean") return "boolean";
  if (plain === "char" || plain === "character") return "character";
  if (
    /^(?:imageplus|dataset|imagedisplay|datasetview|display|img|imgplus|roimanager|resultstable|overlay)$/.test(plain)
  )
    return "image";
  if (/service$|^(?:.*\.)?(?:imagej|context|imagej2|gateway)$/.test(plain)) return "given";
  return "other";
}

/** Why the parameter cannot take this text, or undefined. */
export function valueProblem({ type, choices, min, max }: ScriptParameter, value: string): string | undefined {
  const kind = kindOf(type);
  const wrong = typeProblem(kind, plainType(type), value);
  if (wrong !== undefined) return wrong;
  if (choices !== undefined && !choices.includes(value)) {
    const other = choices.find((choice) => choice.toLowerCase() === value.trim().toLowerCase());
    return `is no choice: ${other === undefined ? `there is ${choices.map((one) => `"${one}"`).join(", ")}` : `write "${other}"`}`;
  }
  if (kind !== "whole" && kind !== "decimal") return undefined;
  if (min !== undefined && Number(value) < Number(min)) return `is below its min, ${min}`;
  if (max !== undefined && Number(value) > Number(max)) return `is above its max, ${max}`;
  return undefined;
}

function typeProblem(kind: ValueKind, plain: string, value: string): string | undefined {
  switch (kind) {
    case "whole": {
      if (!/^[+-]?\d+$/.test(value)) return "is not a whole number";
      const [lowest, highest] = WHOLE[plain] ?? [0n, 0n];
      const number = BigInt(value.replace("+", ""));
      return number < lowest || number > highest ? `is outside ${lowest} to ${highest}` : undefined;
    }
    case "decimal":
      if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return undefined;
      return /^[+-]?\d+,\d+$/.test(value) ? `is not a number: write "${value.replace(",", ".")}"` : "is not a number";
    case "boolean":
      if (value === "true" || value === "false") return undefined;
      return /^(?:1|yes|on|true)$/i.test(value)
        ? 'is not a boolean: write "true"'
        : /^(?:0|no|off|false)$/i.test(value)
          ? 'is not a boolean: write "false"'
          : 'is not a boolean: "true" or "false"';
    case "character":
      return [...value].length === 1 ? undefined : "is not one character";
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
