/** A value in the parentheses of a `#@` line: text as it will be compared, or a list of such texts. */
export type AttributeValue = string | readonly string[];

/**
 * `label="Sigma, in pixels", choices={"a", "b"}, min=1, required=false` as SciJava reads it: texts in single or double
 * quotes, lists in braces or brackets, bare words. Names come back in lower case.
 * @returns the attributes, or what is wrong with the text
 */
export function parseAttributes(text: string): ReadonlyMap<string, AttributeValue> | string {
  const tokens = tokensOf(text);
  if (typeof tokens === "string") return tokens;
  const attributes = new Map<string, AttributeValue>();
  let at = 0;
  while (at < tokens.length) {
    const name = tokens[at++];
    if (name?.kind !== "word") return `"${name?.text ?? ""}" stands where a name such as label should`;
    if (tokens[at]?.text !== "=" || tokens[at]?.kind !== "sign") {
      // a bare word at the front is a flag; SciJava takes it for a positional value
      attributes.set(name.text.toLowerCase(), "true");
    } else {
      at++;
      const open = tokens[at];
      if (open?.kind === "sign" && (open.text === "{" || open.text === "[")) {
        const close = open.text === "{" ? "}" : "]";
        const items: string[] = [];
        for (at++; at < tokens.length && !(tokens[at]?.kind === "sign" && tokens[at]?.text === close); at++) {
          if (tokens[at]?.kind !== "sign") items.push(tokens[at]?.text ?? "");
        }
        if (at >= tokens.length) return `${open.text} is not closed`;
        attributes.set(name.text.toLowerCase(), items);
      } else if (open === undefined || open.kind === "sign") {
        return `${name.text} has no value`;
      } else {
        attributes.set(name.text.toLowerCase(), open.text);
      }
      at++;
    }
    const comma = tokens[at++];
    if (comma !== undefined && !(comma.kind === "sign" && comma.text === ","))
      return `a comma is missing before "${comma.text}"`;
  }
  return attributes;
}

interface Token {
  readonly kind: "word" | "text" | "sign";
  readonly text: string;
}

function tokensOf(text: string): readonly Token[] | string {
  const tokens: Token[] = [];
  const pattern = /\s+|'([^']*)'|"((?:[^"\\]|\\.)*)"|([{}[\],=])|([^\s'"{}[\],=]+)|(["'])/gs;
  for (const [, single, double, sign, word, quote] of text.matchAll(pattern)) {
    if (quote !== undefined) return `a ${quote} is not closed`;
    if (single !== undefined) tokens.push({ kind: "text", text: single });
    else if (double !== undefined) tokens.push({ kind: "text", text: unescaped(double) });
    else if (sign !== undefined) tokens.push({ kind: "sign", text: sign });
    else if (word !== undefined) tokens.push({ kind: "word", text: word });
  }
  return tokens;
}

const unescaped = (text: string): string =>
  text.replace(/\\(.)/gs, (_, sign: string) => ({ n: "\n", t: "\t", r: "\r", b: "\b", f: "\f" })[sign] ?? sign);
