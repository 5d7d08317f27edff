import { createHash } from "node:crypto";
import { cp, readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type Trial } from "../fiji/trial-run";
import { MAX_SCRIPT_BYTES, readUserFile } from "../shared/user-file";
import { type CheckList } from "./check-list";
import { figures, reasonOf } from "./cold";

/** A script of the user with what one of its jobs gets. */
export interface OwnScript {
  readonly path: string;
  /** Copied for each run. */
  readonly inputDir: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

type Files = ReadonlyMap<string, string>;

/** Runs it cold, and twice in one warm Fiji: what differs comes from state that a plugin keeps, or from chance. */
export async function checkOwnScript(
  { path, inputDir, parameters }: OwnScript,
  { cold, warm }: { readonly cold: Trial; readonly warm: Trial },
  list: CheckList,
  note: (text: string) => void,
): Promise<void> {
  const script = { name: basename(path), text: (await readUserFile(path, MAX_SCRIPT_BYTES)).toString("utf8") };
  const written: Files[] = [];
  const times: string[] = [];
  for (const [how, trial] of [
    ["cold", cold],
    ["warm", warm],
    ["warm again", warm],
  ] as const) {
    note(`running ${script.name}, ${how}`);
    const run = await trial.run(script, {
      parameters,
      fill: async (folder) => (inputDir === undefined ? undefined : cp(inputDir, folder, { recursive: true })),
    });
    if (run.result.ended === "failed") {
      const where = run.result.line === undefined ? "" : `line ${run.result.line}: `;
      const advice = how === "cold" ? "correct the script, or try --display virtual" : "run with --no-warm";
      list.fail("plugins", `${script.name}, ${how}: ${where}${reasonOf(run)}`, advice);
      return;
    }
    written.push(await digests(run.outputFolder));
    times.push(`${how} ${figures(run.result)}`);
  }
  const [first = new Map<string, string>(), ...others] = written;
  const differing = new Set(others.flatMap((other) => differences(first, other)));
  const took = times.join("; ");
  if (first.size === 0) {
    list.warn("plugins", `${script.name} wrote no file (${took})`, "write results below the parameter `output`");
  } else if (differing.size === 0) {
    list.ok("plugins", `${script.name} wrote the same ${first.size} files each time (${took})`);
  } else {
    const names = [...differing].slice(0, 5).join(", ");
    list.warn(
      "plugins",
      `${script.name} wrote ${names} differently (${took})`,
      "if nothing in the script is random and no file holds a date, run with --no-warm",
    );
  }
}

async function digests(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (path): Promise<[string, string]> => {
        const digest = createHash("sha256")
          .update(await readFile(path))
          .digest("hex");
        return [relative(folder, path), digest];
      }),
    ),
  );
}

const differences = (one: Files, other: Files): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
