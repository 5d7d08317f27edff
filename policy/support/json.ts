/** JSON where AWS takes it as text, and where Pulumi also takes an object. Neither: `undefined`, AWS will refuse it. */
export function jsonOf(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list where AWS takes one or many: `"a"` is `["a"]`, nothing is `[]`. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}

/** The texts among one or many values. */
export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((text) => typeof text === "string");
}
