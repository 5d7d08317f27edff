import { type EngineName } from "../../worker/contract/job";
import { nearest } from "../shared/near";
import imagejCommands from "./imagej-commands.json";

/** What an installation of Fiji has, as far as a script's text can be checked against it. */
export interface KnownFiji {
  /** Of its languages, without dots. */
  readonly extensions: readonly string[];
  /** Names for `run("…")`. */
  readonly commands: readonly string[];
}

/** A command that a script calls by its name. */
export interface NamedCommand {
  readonly name: string;
  /** 1-based. */
  readonly line: number;
}

/** Commands of Fiji that macros often use. */
const FIJI_COMMANDS =
  /^(?:Bio-Formats|OME-|Auto (?:Local )?Threshold|TrackMate|StarDist|CLIJ|MorphoLibJ|Morphological|Skeletonize \(|Analyze Skeleton|Grid\/Collection|Pairwise stitching|Trainable Weka|Advanced Weka|Linear Stack Alignment|Register Virtual|Descriptor-based|Labkit|Distance Transform Watershed|Marker-controlled|Connected Components|Analyze Regions|mpl-|Command From Macro|Local Thickness|Directionality|Ridge Detection|Template Matching|Colou?r Deconvolution|Coloc|JACoP|Stitch|StackReg|HyperStackReg|Correct 3D|Canny|Kuwahara|Scientific|Tubeness|Frangi|Enhance Local Contrast|Non-local Means)/i;

/** `Gaussian Blur...`, `Gaussian Blur... ` and `gaussian blur` are one command to us. */
const plain = (command: string): string =>
  command
    .replace(/\s*\[[^\]]*\]\s*$/, "")
    .replace(/\s*\.\.\.\s*$/, "")
    .trim()
    .toLowerCase();
const imagej = new Set(imagejCommands.map(plain));

export const isOfImagej = (command: string): boolean => imagej.has(plain(command));

/**
 * Warns of commands that the engine does not have, each with the nearest that it has.
 * @param fiji absent for engine `fiji`: no installation is known, so only what is nearly a command of ImageJ is reported,
 *   and at the end how many others were not looked up
 */
export function commandWarnings(
  calls: readonly NamedCommand[],
  script: string,
  engine: EngineName,
  fiji: KnownFiji | undefined,
): string[] {
  const known = fiji === undefined || engine !== "fiji" ? imagej : new Set([...imagej, ...fiji.commands.map(plain)]);
  const spellings = fiji === undefined ? imagejCommands : [...fiji.commands, ...imagejCommands];
  const unsure = new Set<string>();
  const warnings = calls.flatMap(({ name, line }) => {
    if (name === "" || known.has(plain(name)) || /^ij\./.test(name)) return [];
    const at = `line ${line} of ${script}: `;
    if (engine === "imagej" && FIJI_COMMANDS.test(name)) return [`${at}${name} is in Fiji: --engine fiji --fiji PATH`];
    if (engine === "fiji" && fiji === undefined && FIJI_COMMANDS.test(name)) {
      unsure.add(name);
      return [];
    }
    if (fiji !== undefined && FIJI_COMMANDS.test(name)) {
      return [`${at}${name} is not in this Fiji: add its update site (Help > Update… > Manage Update Sites)`];
    }
    const near = nearest(plain(name), known);
    const meant = spellings.find((one) => plain(one) === near);
    const didYouMean = meant === undefined ? undefined : `; did you mean "${meant}"?`;
    if (engine === "imagej") {
      return [
        `${at}run("${name}") is no command of ImageJ 1.54f${didYouMean ?? "; if Fiji has it: --engine fiji --fiji PATH"}`,
      ];
    }
    if (fiji !== undefined) return [`${at}run("${name}") is no command of this Fiji${didYouMean ?? ""}`];
    if (didYouMean !== undefined) return [`${at}run("${name}") is no command of ImageJ's own${didYouMean}`];
    unsure.add(name);
    return [];
  });
  return unsure.size === 0 ? warnings : [...warnings, notLookedUp([...unsure], script)];
}

function notLookedUp(names: readonly string[], script: string): string {
  const shown = names
    .slice(0, 3)
    .map((name) => `run("${name}")`)
    .join(", ");
  const rest = names.length > 3 ? ` and ${names.length - 3} more` : "";
  return `${script}: whether Fiji has ${shown}${rest} was not looked up; --fiji PATH looks into a Fiji of this computer`;
}

/** `IJ.run(imp, "Name", …)` and `IJ.run("Name")` in scripts of other languages than macros. */
export function commandsOfScript(source: string): NamedCommand[] {
  return source
    .split(/\r\n|\r|\n/)
    .flatMap((text, index) =>
      /^\s*(?:\/\/|#|\*)/.test(text)
        ? []
        : [
            ...text.matchAll(/\bIJ\.run\(\s*(?:[\p{L}_$][\p{L}\p{N}_$.]*\s*,\s*)?(["'])((?:(?!\1)[^\\])*)\1\s*[,)]/gu),
          ].map(([, , name = ""]) => ({ name, line: index + 1 })),
    );
}
