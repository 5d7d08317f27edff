import { once } from "node:events";
import { type CliIo } from "./io";

/**
 * The process's own streams. Lines wait for a slow reader instead of piling up in memory; a reader that has gone away
 * (`| head`) ends the process without a word, as other tools do.
 */
export function processIo(): CliIo {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(0);
  });
  return {
    stdout: (line) => {
      if (!process.stdout.write(`${line}\n`)) return once(process.stdout, "drain").then(() => undefined);
    },
    stderr: (line) => void process.stderr.write(`${line}\n`),
    isTty: process.stdout.isTTY === true,
    cwd: process.cwd(),
  };
}
