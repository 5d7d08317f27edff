import { type DisplayChoice } from "../../worker/contract/display";
import { displayNeed, needText } from "../../worker/contract/display-need";
import proved from "../../worker/contract/proved-words.json";

/** A macro for engine `imagej`. */
interface Macro {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What `display: auto` does with a macro, in one line for a person. */
export function autoDisplayText({ name, bytes }: Macro): string {
  const need = needOf(bytes);
  if (need === undefined) return `display auto: ${WITHOUT(name)}`;
  return `display auto: on a virtual display where Xvfb and openbox are installed, because of ${need}`;
}

/**
 * Which way a macro runs on a computer, why, and what the other way would add.
 * @param hasPrograms Xvfb and openbox are on PATH
 */
export function localDisplayText({ name, bytes }: Macro, display: DisplayChoice, hasPrograms: boolean): string {
  const need = needOf(bytes);
  if (display === "virtual") return "ImageJ runs on a virtual display";
  if (need === undefined) return `ImageJ runs ${WITHOUT(name)}`;
  if (display === "auto" && hasPrograms) return `ImageJ runs on a virtual display, because of ${need}`;
  const add = hasPrograms ? "--display auto" : "`apt-get install xvfb openbox`, or the worker's image,";
  return `ImageJ runs without a display; ${need}: ${add} adds a display, with pixels of the screen and places of windows`;
}

const WITHOUT = (name: string): string =>
  `without a display: every word of ${name} gives the same with and without one`;

function needOf(bytes: Buffer): string | undefined {
  const need = displayNeed(bytes.toString("utf8"), proved);
  return need === undefined ? undefined : needText(need);
}
