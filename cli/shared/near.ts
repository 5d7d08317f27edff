import { distance } from "fastest-levenshtein";

/**
 * The candidate that was most likely meant: equal but for case and separators, or at most a third of the letters
 * wrong (never more than 3). Undefined when none is near, and when the word is itself a candidate.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = fold(word);
  let best: string | undefined;
  let bestDistance = Math.min(3, Math.floor(Math.max(plain.length, 3) / 3)) + 1;
  for (const candidate of candidates) {
    if (candidate === word) return undefined;
    const steps = distance(plain, fold(candidate));
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best;
}

/** `; did you mean "Well"?`, or the whole list (at most 12) where none is near, or nothing when there is no candidate. */
export function didYouMean(word: string, candidates: readonly string[], quote = (text: string) => `"${text}"`): string {
  const near = nearest(word, candidates);
  if (near !== undefined) return `; did you mean ${quote(near)}?`;
  if (candidates.length === 0) return "";
  const shown = candidates.slice(0, 12).map(quote).join(", ");
  return `; there is ${shown}${candidates.length > 12 ? " and more" : ""}`;
}

const fold = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, "");
