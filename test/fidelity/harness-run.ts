import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Outcome } from "./compare";
import { type Case } from "./harness-cases";
import { type Facts } from "./harness-program";

/** Folders of one run of a case. Their names have one length, and `input` and `output` are theirs everywhere. */
export interface Places {
  readonly root: string;
  readonly input: string;
  readonly output: string;
}

/** Runs a case in folders of its own: `run` gives how it ended and the log; the files are read afterwards. */
export async function outcomeOf(
  { inputs }: Case,
  inputFolder: string,
  facts: Facts,
  run: (places: Places) => Promise<Omit<Outcome, "files">>,
): Promise<Outcome> {
  const root = await mkdtemp(join(tmpdir(), "dfiji-fidelity-"));
  const places = { root, input: join(root, "input"), output: join(root, "output") };
  try {
    await mkdir(places.input);
    await mkdir(places.output);
    for (const name of inputs)
      await cp(join(inputFolder, name), join(places.input, name), { preserveTimestamps: true });
    const ended = await run(places);
    return withoutPlaces({ ...ended, files: await facts.of(places.output) }, places);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The argument of every case. */
export const argumentOf = ({ input, output }: Places): string => `${input}|${output}`;

/** Without what differs from run to run: the folders' names, and in messages the identity of Java's objects and ImageJ's folder. */
function withoutPlaces({ end, log, shown, files }: Outcome, { input, output }: Places): Outcome {
  const clean = (text: string): string => text.replaceAll(output, "<output>").replaceAll(input, "<input>");
  const message = (text: string): string =>
    clean(text)
      .replace(/(?<=[\w$])@[0-9a-f]{4,8}\b/g, "@<object>")
      .replace(/(?<=LUT not found: )\S*(?=luts\/)/g, "<ImageJ>/"); // selections with a group look there
  return {
    end: end.kind === "error" ? { ...end, text: message(end.text) } : end,
    log: log.map(message),
    shown: shown.map(message),
    files: Object.fromEntries(
      Object.entries(files).map(([name, { text, content, ...file }]) => [
        name,
        {
          ...file,
          ...(text === undefined ? {} : { text: clean(text) }),
          ...(content === undefined ? {} : { content: content.map(clean) }),
        },
      ]),
    ),
  };
}
