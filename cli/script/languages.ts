import { extname } from "node:path";
import { nearest } from "../shared/near";
import { type KnownFiji } from "./commands";

/** What Fiji, as it is distributed, runs: extensions of its script languages. */
const DISTRIBUTED = ["ijm", "groovy", "gvy", "py", "js", "bsh", "rb", "clj", "scala", "sc", "java", "r", "m", "kts"];

/** What is wrong with the name of a script for engine `fiji`; SciJava knows a language by its extension alone. */
export function languageOfFiji(
  name: string,
  fiji: KnownFiji | undefined,
): { readonly problem?: string; readonly warning?: string } {
  const extension = extname(name).slice(1);
  const isKnown = (list: readonly string[]): boolean =>
    list.some((one) => one.toLowerCase() === extension.toLowerCase());
  if (extension === "") {
    return {
      problem: `${name} has no extension, by which Fiji knows its language: name it ${name}.groovy or the like`,
    };
  }
  if (fiji === undefined) {
    if (isKnown(DISTRIBUTED)) return {};
    const text = `Fiji, as it is distributed, has no language for ${name}`;
    return { warning: `${text}${suggestion(extension, DISTRIBUTED)}; --fiji PATH looks into a Fiji of this computer` };
  }
  if (isKnown(fiji.extensions)) return {};
  return { problem: `this Fiji has no language for ${name}${suggestion(extension, fiji.extensions)}` };
}

function suggestion(extension: string, known: readonly string[]): string {
  const near = extension === "txt" && known.includes("ijm") ? "ijm" : nearest(extension, known);
  return near === undefined ? `; it runs ${known.map((one) => `.${one}`).join(", ")}` : `; did you mean .${near}?`;
}
