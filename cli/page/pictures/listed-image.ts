/** What server and page say of the images of a job. Pure: types alone. */

/** Inputs are read from the input folder, outputs from the results folder. */
export type Side = "input" | "output";

/** What a file holds; channels, slices and frames are counts. */
export interface ImageFacts {
  readonly format: "TIFF" | "PNG" | "JPEG";
  readonly width: number;
  readonly height: number;
  /** Bits of a sample: 1 to 64. */
  readonly bits: number;
  readonly isFloat: boolean;
  /** Red, green and blue, or a palette. */
  readonly isColour: boolean;
  readonly channels: number;
  readonly slices: number;
  readonly frames: number;
}

/** One image of a job, for the page. */
export interface ListedImage {
  readonly side: Side;
  readonly key: string;
  /** What kind of image of the job it is, e.g. `DAPI`. */
  readonly label: string;
  /** Changes with the file. */
  readonly version?: string;
  readonly facts?: ImageFacts;
  /** Its 8 bits are drawn as they are: colours, or what the script drew. */
  readonly isAsItIs?: boolean;
  /** Another file than the one of the run. */
  readonly isChanged?: boolean;
  /** Why it is not drawn. */
  readonly problem?: string;
}

/** Contrast of one channel of one kind of image, common to a plate. */
export interface Contrast {
  /** The same for all pictures that share it. */
  readonly id: string;
  /** Grey values of the file: `low` and below are black, `high` and above white. */
  readonly low: number;
  readonly high: number;
  /** Images that were read for it, of those that the plate has. */
  readonly images: number;
  readonly of: number;
}
