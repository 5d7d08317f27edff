import { type Failure } from "./warm/outcome";

/** Bytes that Linux takes for one word of a command line, its end included (MAX_ARG_STRLEN: 32 pages). */
const LINUX_WORD_BYTES = 131_072;

/** Why a command line cannot be started for its length; `undefined`: no single word is too long. */
export function wordTooLong(argv: readonly string[], platform: string = process.platform): Failure | undefined {
  if (platform !== "linux") return undefined;
  for (const word of argv) {
    const bytes = Buffer.byteLength(word) + 1;
    if (bytes > LINUX_WORD_BYTES) return tooLong(`${bytes} bytes in one word, ${excerpt(word)}`, LINUX_WORD_BYTES);
  }
  return undefined;
}

/** What the system's refusal (E2BIG) means: all words and the environment together. */
export function wordsTooMany(argv: readonly string[]): Failure {
  const bytes = argv.reduce((sum, word) => sum + Buffer.byteLength(word) + 1, 0);
  return tooLong(`${argv.length} words of ${bytes} bytes together`, undefined);
}

const tooLong = (what: string, limit: number | undefined): Failure => ({
  class: "script-error",
  reason: `the command line is too long: ${what}${limit === undefined ? ", more than this system takes" : `; this system takes ${limit}`}`,
  advice: "put long values into a file of the job's input and let the script read it",
});

const excerpt = (word: string): string => JSON.stringify(word.length > 40 ? `${word.slice(0, 40)}…` : word);
