/** One simple command of a line of shell, split as a shell does. */
export type ShellCommand = readonly string[];

/**
 * The commands of a text of shell: quotes, comments and `\` at line ends are read; `|`, `&&`, `;` and redirections end one.
 * Nothing is expanded. An apostrophe that no other follows is a letter.
 */
export function shellCommands(text: string): readonly ShellCommand[] {
  const commands: string[][] = [[]];
  const pattern =
    /\\\n|(?<comment>(?<=^|\s)#[^\n]*)|(?<end>\n|&&|[|;&]+|\d?>>?\s*\S*|<\s*\S*)|(?<word>(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|<[A-Za-z…-]+>|<\(…\)|[^\s|;&<>])+)/gu;
  for (const { groups } of text.matchAll(pattern)) {
    if (groups?.["end"] !== undefined) commands.push([]);
    else if (groups?.["word"] !== undefined) commands.at(-1)!.push(unquoted(groups["word"]));
  }
  return commands.filter((words) => words.length > 0);
}

const unquoted = (word: string): string =>
  word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gu,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replace(/\\(["\\$`])/gu, "$1") ?? escaped ?? "",
  );
