import { isDeepStrictEqual } from "node:util";
import { load } from "js-yaml";
import { z } from "zod";

/** Keys of this project's config, without `distributed-fiji:`. */
export type StackValues = Readonly<Record<string, string>>;

/** A stack's config file as it is. @throws {Error} why it is none */
export function stackValues(text: string): Readonly<Record<string, unknown>> {
  const parsed = FILE.safeParse(load(text) ?? {});
  if (!parsed.success) throw new Error("it is no config file of a stack: `config` is to be a list of `key: value`");
  return parsed.data.config ?? {};
}

const FILE = z.looseObject({ config: z.record(z.string(), z.unknown()).nullish() });

/**
 * The text of a stack's config file with these values; all else in it, comments too, stays as it is.
 * @throws {Error} when the file is written in a way in which a line cannot be replaced
 */
export function withStackValues(text: string, values: StackValues): string {
  const before = stackValues(text);
  const added = Object.entries(values).map(([name, value]) => [`distributed-fiji:${name}`, value] as const);
  const lines = text.split("\n");
  for (const [key, value] of added) setLine(lines, key, value);
  const after = lines.join("\n");
  if (!isDeepStrictEqual(readBack(after), { ...before, ...Object.fromEntries(added) })) {
    throw new Error("its way of writing YAML is not one that can be changed by lines");
  }
  return after;
}

function setLine(lines: string[], key: string, value: string): void {
  const old = lines.findIndex((line) => new RegExp(`^\\s+["']?${key}["']?\\s*:`).test(line));
  const line = (indent: string): string => `${indent}${key}: ${JSON.stringify(value)}`;
  if (old >= 0) {
    lines[old] = line(/^\s+/.exec(lines[old]!)![0]);
    return;
  }
  const head = lines.findIndex((text) => /^config:\s*(#.*)?$/.test(text));
  if (head >= 0) {
    const first = lines.slice(head + 1).find((text) => /^\s+[^\s#]/.test(text));
    lines.splice(head + 1, 0, line(/^\s+/.exec(first ?? "  ")![0]));
  } else {
    const end = lines.at(-1) === "" ? lines.length - 1 : lines.length;
    lines.splice(end, 0, "config:", line("  "));
  }
}

function readBack(text: string): unknown {
  try {
    return stackValues(text);
  } catch {
    return undefined;
  }
}
