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

/** The candidate that the word misses by case alone, or by one letter where both have five or more. */
export function nearMiss(word: string, candidates: Iterable<string>): string | undefined {
  const folded = word.toLowerCase();
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const isLong = Math.min(word.length, candidate.length) >= 5;
    if (candidate !== word && (folded === other || (isLong && distance(folded, other) === 1))) return candidate;
  }
  return undefined;
}

/** `; did you mean "Well"?`, or the whole list (at most 12) where none is near, or nothing when there is no candidate. */
export function didYouMean(word: string, candidates: readonly string[], quote = (text: string) => `"${text}"`): string {
  const near = nearest(word, candidates);
  if (near !== undefined) return `; did you mean ${quote(near)}?`;
  if (candidates.length === 0) return "";
  const shown = candidates.slice(0, 12).map(quote).join(", ");
  return `; known are ${shown}${candidates.length > 12 ? " and more" : ""}`;
}

const fold = (text: string): string => text.toLowerCase().replace(/[\s_-]/g, "");
