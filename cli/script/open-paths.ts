import { type MacroCall, type Token } from "../../worker/contract/macro-source";

/** `save=` at the end of a text: its value follows, without `[`. */
const KEY_AT_END = /(?:^|\s)(\w+)=$/;
/** Keys of ImageJ's commands whose values are paths. */
const PATH_KEY = /^(?:save|open|path|file|dir|directory|folder|output|input|destination|target|source|image|text1)$/i;
/** Variables that hold a path by their names. */
const PATH_NAME = /^(?:input|output)$|(?:path|dir|directory|folder|file)$/i;
const PATH_TEXT = /[/\\]|\.\w{2,4}(?:\s|$)/;

/** An option whose value ImageJ ends at the path's first space. */
export interface OpenPath {
  readonly key: string;
  readonly line: number;
}

/** `run("…", "save=" + output + "/m.avi")`: with a space in the path the file goes elsewhere, and no error says so. */
export function openPaths({ name, parts }: MacroCall): readonly OpenPath[] {
  const options = name === "run" ? (parts[1] ?? []) : [];
  return options.flatMap((token, at) => {
    const key = token.kind === "text" ? KEY_AT_END.exec(token.text)?.[1] : undefined;
    if (key === undefined || !isSign(options[at + 1], "+")) return [];
    return isPath(key, valueFrom(options, at + 2)) ? [{ key, line: token.line }] : [];
  });
}

/** All that is joined to the value, up to the text with which the next option begins. */
function valueFrom(options: readonly Token[], from: number): readonly Token[] {
  const value: Token[] = [];
  for (const token of options.slice(from)) {
    value.push(token);
    if (token.kind === "text" && /\s/.test(token.text)) break;
  }
  return value;
}

function isPath(key: string, value: readonly Token[]): boolean {
  if (value.some(({ kind, text }) => kind === "text" && PATH_TEXT.test(text.split(/\s/)[0] ?? ""))) return true;
  const words = value.filter(({ kind }) => kind === "word").map(({ text }) => text);
  if (words.some((word) => PATH_NAME.test(word) || word === "File.separator")) return true;
  return PATH_KEY.test(key) && words.length > 0;
}

const isSign = (token: Token | undefined, text: string): boolean => token?.kind === "sign" && token.text === text;
