import { shortText } from "./plain-text";

/** Problems kept as text; the rest is only counted, since a bad template can be wrong a million times over. */
export const KEPT_PROBLEMS = 1000;

/** Collects what is wrong, so that a person reads all of it together. */
export class Problems {
  readonly #texts = new Set<string>();
  #total = 0;

  /** The same text again is the same problem. Keys and values stand in it as somebody wrote them, long ones cut. */
  add(problem: string): void {
    const text = shortText(problem);
    if (this.#texts.has(text)) return;
    this.#total++;
    if (this.#texts.size < KEPT_PROBLEMS) this.#texts.add(text);
  }

  get total(): number {
    return this.#total;
  }

  get texts(): readonly string[] {
    return [...this.#texts];
  }
}

/** For messages: quoted, control characters visible, long texts cut. */
export function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}…` : text);
}
