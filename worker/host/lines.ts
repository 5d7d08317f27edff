import { StringDecoder } from "node:string_decoder";

/** Calls back for each line of a stream, also the last one without an end. Lines end at `\n` only: readline would also split at U+2028. */
export function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  stream.on("data", (data: Buffer) => {
    const lines = (rest + decoder.write(data)).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(onLine);
  });
  stream.on("end", () => (rest === "" ? undefined : onLine(rest)));
}
