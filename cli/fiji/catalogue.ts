import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loopFolder } from "../../worker/engines/fiji/host";
import { type Trial } from "./trial-run";

/** What one installation of Fiji has. */
export interface FijiCatalogue {
  readonly languages: FijiLanguage[];
  /** Names for `run("…")`: of menus, plugins and macros. */
  readonly commands: string[];
}

export interface FijiLanguage {
  readonly name: string;
  /** Without the dot. */
  readonly extensions: string[];
}

/** The script that finds it out, run inside Fiji. */
export const catalogueScript = (): string => readFileSync(join(loopFolder(), "catalogue.groovy"), "utf8");

/**
 * Asks a running Fiji.
 * @throws {Error} with the reason why it does not tell
 */
export async function askCatalogue(trial: Trial): Promise<FijiCatalogue> {
  const { result, text } = await trial.run({ name: "catalogue.groovy", text: catalogueScript() });
  if (result.ended === "failed") throw new Error(result.reason);
  const catalogue = parseCatalogue((await text("catalogue.txt")) ?? "");
  if (catalogue.languages.length === 0) throw new Error("it named no language");
  return catalogue;
}

export function parseCatalogue(text: string): FijiCatalogue {
  const lines = text.split("\n").map((line) => line.split(" ").map((word) => decodeURIComponent(word)));
  return {
    languages: lines.flatMap(([kind, name = "", ...extensions]) => (kind === "language" ? [{ name, extensions }] : [])),
    commands: lines.flatMap(([kind, name = ""]) => (kind === "command" && name !== "" ? [name] : [])),
  };
}
