import { show } from "../../shared/problems";

/** `{Key}` stands for a value; `{{` and `}}` for the brace itself. */
export interface Placeholders {
  readonly text: string;
  /** Literal texts and keys in turn: a key stands at every odd index. */
  readonly parts: readonly string[];
}

/** @returns the parts of the text, or what is wrong with it */
export function parsePlaceholders(text: string): Placeholders | string {
  const parts = [""];
  const token = /\{\{|\}\}|\{([^{}]*)\}|[{}]|[^{}]+/g;
  for (const [found, key] of text.matchAll(token)) {
    if (key !== undefined) {
      if (key.trim() === "") return `${show(text)} has an empty placeholder {${key}}`;
      parts.push(key, "");
    } else if (found === "{" || found === "}") {
      return `${show(text)} has a single ${found}: a placeholder is {Key}, the brace itself ${found}${found}`;
    } else {
      parts[parts.length - 1] += found === "{{" ? "{" : found === "}}" ? "}" : found;
    }
  }
  return { text, parts };
}

/** Text that is taken as it is, braces too. */
export const withoutPlaceholders = (text: string): Placeholders => ({ text, parts: [text] });

/** Two texts, one after the other. */
export function around(before: Placeholders, after: Placeholders): Placeholders {
  const parts = [
    ...before.parts.slice(0, -1),
    (before.parts.at(-1) ?? "") + (after.parts[0] ?? ""),
    ...after.parts.slice(1),
  ];
  return { text: before.text + after.text, parts };
}

/** Keys of the placeholders, in their order. */
export const keysOf = (placeholders: Placeholders): readonly string[] =>
  placeholders.parts.filter((_, index) => index % 2 === 1);

/** Literal text before the first placeholder. */
export const headOf = (placeholders: Placeholders): string => placeholders.parts[0] ?? "";

/** Puts values in. @param value must know every key */
export function expand(placeholders: Placeholders, value: (key: string) => string): string {
  const { parts } = placeholders;
  let text = parts[0] ?? "";
  for (let at = 1; at < parts.length; at += 2) text += value(parts[at] as string) + (parts[at + 1] as string);
  return text;
}
