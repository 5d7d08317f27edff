import { type z } from "zod";

/** Problems that an error names; a broken record of a million members has as many. */
const SHOWN_PROBLEMS = 3;

/**
 * The value of a record's JSON text.
 * @param what for the message, e.g. "a done marker"
 * @throws {Error} one line that names the record, when the text is not JSON or not of the schema
 */
export function parseRecord<T>(schema: z.ZodType<T>, text: string, key: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${key} is not ${what}: ${(error as Error).message}`);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  const shown = issues.slice(0, SHOWN_PROBLEMS).map(({ path, message }) => `${path.join(".") || "it"}: ${message}`);
  if (issues.length > shown.length) shown.push(`and ${issues.length - shown.length} more`);
  throw new Error(`${key} is not ${what}: ${shown.join("; ")}`);
}
