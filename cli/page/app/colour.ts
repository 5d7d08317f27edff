/** Colours that people with colour-blindness tell apart, and that keep their order in grey print. Pure: no imports. */

/** Viridis (van der Walt and Smith, 2015; CC0), nine of its colours. */
const SEQUENCE = [
  [68, 1, 84],
  [71, 44, 122],
  [59, 81, 139],
  [44, 113, 142],
  [33, 144, 141],
  [39, 173, 129],
  [92, 200, 99],
  [170, 220, 50],
  [253, 231, 37],
] as const;

/** @param share 0 to 1 */
export function sequential(share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (SEQUENCE.length - 1);
  const [low, high] = [SEQUENCE[Math.floor(at)], SEQUENCE[Math.ceil(at)]];
  if (low === undefined || high === undefined) return "#888888";
  const part = at - Math.floor(at);
  const mixed = [0, 1, 2].map((index) => {
    const [from, to] = [low[index] ?? 0, high[index] ?? 0];
    return Math.round(from + (to - from) * part);
  });
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
}

/** Okabe and Ito, 2008, without black; then it repeats, lighter. */
const CATEGORIES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#7f7f7f"] as const;
export const category = (index: number): string => CATEGORIES[index % CATEGORIES.length] ?? "#7f7f7f";

export const STATE_COLOURS = {
  done: "#2b7a9b",
  failed: "#d55e00",
  running: "#56b4e9",
  waiting: "#c9b458",
  "not run": "#9a9a9a",
} as const;

/** Black or white, whichever is easier to read on it (WCAG 2, relative luminance). */
export function inkOn(colour: string): "#000000" | "#ffffff" {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000000" : "#ffffff";
}
