import { show } from "../../shared/problems";
import { HashedSet } from "../check/hashed-set";

/** Tells outputs that are the same or lie in one another, ignoring case as macOS does. */
export class OutputFolders {
  readonly #outputs: HashedSet;
  readonly #above = new HashedSet();
  #lastParent: string | undefined;

  constructor(expected = 0) {
    this.#outputs = new HashedSet(expected);
  }

  /** @returns the number of an earlier job whose output is in the way, and how */
  add(
    output: string,
    number: number,
  ): { readonly number: number; readonly how: "same" | "inside" | "around" } | undefined {
    const folded = output.toLowerCase();
    const same = this.#outputs.add(folded, number);
    if (same !== undefined) return { number: same, how: "same" };
    const around = this.#above.get(folded);
    if (around !== undefined) return { number: around, how: "around" };
    const parent = folded.slice(0, folded.lastIndexOf("/", folded.length - 2) + 1);
    if (parent === this.#lastParent || folded === "") return undefined;
    for (let above = parent; ; above = above.slice(0, above.lastIndexOf("/", above.length - 2) + 1)) {
      const inside = this.#outputs.get(above);
      if (inside !== undefined) return { number: inside, how: "inside" };
      if (this.#above.add(above, number) !== undefined || above === "") break;
    }
    this.#lastParent = parent;
    return undefined;
  }
}

/** The folder with "/" at its end; "" stays. */
export const asFolder = (text: string): string => (text === "" || text.endsWith("/") ? text : `${text}/`);

/** Places of the stack config and of the originals: `output_file_location` below the bucket → below the output prefix. */
export function belowPrefix(location: string, outputPrefix: string): string | undefined {
  const folder = asFolder(location);
  return folder.startsWith(outputPrefix) ? folder.slice(outputPrefix.length) : undefined;
}

export const outputMessage = (where: string, output: string, problem: string): string =>
  `${where}: the output ${show(output)} cannot be: ${problem}`;
