// `npm run words`: stiff or old turns that readers who learned English late do not know. Part of `npm run check`.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Each turn with what to write instead, in lower case. */
export const BANNED: Readonly<Record<string, string>> = {
  told: "reported, shown, asked, given",
  lies: "is (stored) in, is under",
  "lie below": "are below",
  "in hand": "in progress; leased (a message)",
  "at once": "immediately; together; at the same time",
  anew: "again",
  nobody: "no user, nothing, no one",
  "goes on": "continues, resumes",
  "held against": "checked against",
  buries: "moves to the dead-letter queue",
  farewell: "teardown",
  appetite: "free slots",
};

interface Exception {
  readonly file: string;
  /** The turn's line, trimmed. */
  readonly line: string;
  readonly reason: string;
}

/** At most 10. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    file: "test/fidelity/cases/commands/roi-manager-fill-draw.ijm",
    line: "wait(300); // it is painted while the macro goes on",
    reason: "another text would be another case, whose results on the desktop are kept by its digest",
  },
  {
    file: "test/fidelity/cases/functions/roi-manager-edit.ijm",
    line: "wait(300); // it is painted while the macro goes on",
    reason: "another text would be another case, whose results on the desktop are kept by its digest",
  },
];

/** The list itself, its test, and what is not written here. */
const SKIPPED = /^(?:scripts\/words\.ts|test\/scripts\/words\.test\.ts|package-lock\.json|.*\.(?:png|tif|jar|gz|zip))$/;

interface Found {
  readonly turn: string;
  /** 1-based. */
  readonly line: number;
}

const TURN = new RegExp(`\\b(?:${Object.keys(BANNED).join("|").replaceAll(" ", "\\s+")})\\b`, "gi");
/** A line's end with what begins the next line of a comment or quotation. */
const LINE_BREAK = /\n[ \t]*(?:\*|\/\/|#|>)?[ \t]*/g;

/** Banned turns of a text, also those over the end of a line of a comment or paragraph. */
export function bannedTurns(text: string): readonly Found[] {
  // same length as the text, so that places stay
  const joined = text.replace(LINE_BREAK, (end) => "\n" + " ".repeat(end.length - 1));
  return [...joined.matchAll(TURN)].map((match) => ({
    turn: match[0].replace(/\s+/g, " ").toLowerCase(),
    line: text.slice(0, match.index).split("\n").length,
  }));
}

function main(): void {
  const root = join(__dirname, "..");
  const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"], {
    cwd: root,
    encoding: "utf8",
  });
  let count = 0;
  for (const file of listed.split("\n").filter((name) => name !== "" && !SKIPPED.test(name))) {
    const text = read(join(root, file));
    for (const { turn, line } of bannedTurns(text)) {
      const found = (text.split("\n")[line - 1] ?? "").trim();
      if (EXCEPTIONS.some((known) => known.file === file && known.line === found)) continue;
      count++;
      console.error(`${file}:${line}: "${turn}"; write: ${BANNED[turn]}\n    ${found.slice(0, 120)}`);
    }
  }
  if (count > 0) {
    console.error(`${count} turns to rewrite (scripts/words.ts)`);
    process.exitCode = 1;
  }
}

/** "" for a file that was deleted, but is still listed. */
function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

if (require.main === module) main();
