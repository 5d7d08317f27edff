/** Words of ImageJ, its plugins and Java for too little memory, also in their dialogs. */
const TOO_LITTLE = /not enough (?:free )?memory|insufficient memory|out of memory|OutOfMemoryError/i;
/**
 * Words for an image that is larger than a Java array, which no memory cures: ImageJ's own check, the array that has a negative
 * length since its size overflowed, Bio-Formats (planes of more than 2 GB) and ImgLib2.
 */
const TOO_LARGE =
  /NegativeArraySizeException|larger than 2 gigapixels|image plane too large|array size too large|Requested array size exceeds VM limit/i;
/** What a script says itself by `exit("…")` is its own. */
const OF_SCRIPT = /^exit: /;

export interface MemoryTrouble {
  readonly reason: string;
  /** Where more memory does not help. */
  readonly advice?: string;
}

/** What the reason of a failure says of memory; `undefined`: nothing. */
export function memoryTroubleIn(reason: string): MemoryTrouble | undefined {
  if (OF_SCRIPT.test(reason)) return undefined;
  if (TOO_LARGE.test(reason)) return { reason: `${TOO_LARGE_MEANS}: ${reason}`, advice: TOO_LARGE_ADVICE };
  return TOO_LITTLE.test(reason) ? { reason } : undefined;
}

const TOO_LARGE_MEANS =
  "an image has more than 2,147,483,647 pixels (46,340 x 46,340) in one slice, the most that ImageJ takes";
const TOO_LARGE_ADVICE =
  "more memory does not help: work on parts of the image (Bio-Formats opens a region: `crop x_coordinate_1=0 y_coordinate_1=0 width_1=20000 height_1=20000`) or on a lower resolution of it";

const WANTED = /allocate an? (\d+)MB/;
const IN_USE = /Memory in use: (\d+)(MB|K) of/;

/** MiB of heap that ImageJ says it lacked room for, with what was in use; `undefined`: it does not say. */
export function heapMiBWanted(reason: string): number | undefined {
  const wanted = WANTED.exec(reason)?.[1];
  if (wanted === undefined) return undefined;
  const [, used = "0", unit] = IN_USE.exec(reason) ?? [];
  return Number(wanted) + Number(used) / (unit === "K" ? 1024 : 1);
}
