import { type CliIo } from "./io";
import { type Line, painted, textOf } from "./styled";

/** Writes lines to stdout with the colours and links that it shows. */
export async function printLines(lines: readonly Line[], io: CliIo): Promise<void> {
  if (io.rich === undefined) return void (await io.stdout(lines.map(textOf)));
  const looks = await io.rich.looks();
  await io.rich.write(lines.map((line) => `${painted(line, looks)}\n`).join(""));
}
