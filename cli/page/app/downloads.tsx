import { render, type VNode } from "preact";
import { type Colouring } from "./colouring";
import { csv } from "./csv";
import { type Model, wellNameAt } from "./model";

/** Gives a file to the reader. */
export function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** The picture as a file of its own. */
export function svgText(picture: VNode): string {
  const room = document.createElement("div");
  render(picture, room);
  const svg = room.querySelector("svg");
  if (svg === null) throw new Error("no picture");
  for (const element of svg.querySelectorAll("[tabindex]")) element.removeAttribute("tabindex");
  const text = new XMLSerializer().serializeToString(svg);
  render(null, room);
  return text;
}

export const saveSvg = (name: string, picture: VNode): void =>
  save(`${name}.svg`, new Blob([svgText(picture)], { type: "image/svg+xml" }));

/** Pixels a CSS pixel: sharp in print and in talks. */
const SHARP = 3;

export async function savePng(name: string, picture: VNode): Promise<void> {
  const url = URL.createObjectURL(new Blob([svgText(picture)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * SHARP, image.naturalHeight * SHARP];
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("this browser draws no picture");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (blob !== null) save(`${name}.png`, blob);
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Wells of all plates with their value, or why there is none. */
export function platesCsv({ data, plates }: Model, colouring: Colouring): string {
  const rows = plates.flatMap(({ name, wells }) =>
    wells.map((well) => [name, wellNameAt(data, well), colouring.text(well)]),
  );
  return csv([["Plate", "Well", colouring.label], ...rows]);
}

export const saveCsv = (name: string, text: string): void =>
  save(`${name}.csv`, new Blob([text], { type: "text/csv" }));

/** A name that every system takes. */
export const fileName = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== "")
    .join(" ")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|-+$/g, "")
    .slice(0, 100) || "plate";
