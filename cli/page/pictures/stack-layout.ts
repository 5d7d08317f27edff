/** How the pages of a file are channels, slices and time points. Pure: no imports. */

/** All 0-based. */
export interface PlaneIndex {
  readonly channel: number;
  readonly slice: number;
  readonly frame: number;
}

export interface StackLayout {
  readonly channels: number;
  readonly slices: number;
  readonly frames: number;
  /** 0-based page of a plane. */
  pageOf(plane: PlaneIndex): number;
}

/**
 * Reads ImageJ's description (`images=30`, `channels=2`, `slices=15`, channels first) and the first `Pixels` of OME-XML
 * (`DimensionOrder`). Where neither fits the number of pages, each page is a slice.
 */
export function stackLayout(description: string, pages: number): StackLayout {
  const found = description.startsWith("ImageJ=") ? imagejSizes(description) : omeSizes(description);
  if (found !== undefined && found.channels * found.slices * found.frames === pages) return layoutOf(found);
  return layoutOf({ order: "CZT", channels: 1, slices: pages, frames: 1 });
}

/** Images that ImageJ's description names; 1 where it is not ImageJ's. */
export const imagejImages = (description: string): number =>
  description.startsWith("ImageJ=") ? (numberOf(description, /^images=(\d+)/m) ?? 1) : 1;

interface Sizes {
  /** From what changes with every page to what changes last. */
  readonly order: string;
  readonly channels: number;
  readonly slices: number;
  readonly frames: number;
}

function layoutOf({ order, channels, slices, frames }: Sizes): StackLayout {
  const sizes: Readonly<Record<string, number>> = { C: channels, Z: slices, T: frames };
  const pageOf = ({ channel, slice, frame }: PlaneIndex): number => {
    const at: Readonly<Record<string, number>> = { C: channel, Z: slice, T: frame };
    let [page, step] = [0, 1];
    for (const axis of order) {
      page += (at[axis] ?? 0) * step;
      step *= sizes[axis] ?? 1;
    }
    return page;
  };
  return { channels, slices, frames, pageOf };
}

function imagejSizes(description: string): Sizes {
  const size = (name: string): number => numberOf(description, new RegExp(`^${name}=(\\d+)`, "m")) ?? 1;
  return { order: "CZT", channels: size("channels"), slices: size("slices"), frames: size("frames") };
}

function omeSizes(description: string): Sizes | undefined {
  const pixels = /<(?:\w+:)?Pixels\b[^>]*>/.exec(description)?.[0];
  const order = /\bDimensionOrder="XY([CZT]{3})"/.exec(pixels ?? "")?.[1];
  if (pixels === undefined || order === undefined) return undefined;
  const size = (axis: string): number => numberOf(pixels, new RegExp(`\\bSize${axis}="(\\d+)"`)) ?? 1;
  return { order, channels: size("C"), slices: size("Z"), frames: size("T") };
}

function numberOf(text: string, form: RegExp): number | undefined {
  const digits = form.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
