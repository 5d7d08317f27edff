/**
 * A set of texts kept as 64-bit hashes with the number each was added under: 12 bytes a slot, at most two thirds full.
 * Two different texts are taken for one with a chance of n² / 2^65: 3 in 100 million for a million texts.
 */
export class HashedSet {
  #high: Uint32Array;
  #low: Uint32Array;
  /** Number + 1; 0 is a free slot. */
  #numbers: Uint32Array;
  #count = 0;

  /** @param expected texts there will be, when known */
  constructor(expected = 0) {
    const slots = Math.max(1024, Math.ceil(expected * 1.5) + 1);
    [this.#high, this.#low, this.#numbers] = tables(slots);
  }

  get size(): number {
    return this.#count;
  }

  /** Adds the text under this number; or, when it is there already, gives the number that it was added under. */
  add(text: string, number: number): number | undefined {
    if (this.#count * 3 >= this.#numbers.length * 2) this.#grow();
    const [high, low] = hash(text);
    const slot = this.#slot(high, low);
    const there = this.#numbers[slot] as number;
    if (there !== 0) return there - 1;
    [this.#high[slot], this.#low[slot], this.#numbers[slot]] = [high, low, number + 1];
    this.#count++;
    return undefined;
  }

  /** The number that the text was added under. */
  get(text: string): number | undefined {
    const [high, low] = hash(text);
    const there = this.#numbers[this.#slot(high, low)] as number;
    return there === 0 ? undefined : there - 1;
  }

  /** Where the hash is, or the free slot where it would be. */
  #slot(high: number, low: number): number {
    const slots = this.#numbers.length;
    let slot = low % slots;
    while (this.#numbers[slot] !== 0 && !(this.#high[slot] === high && this.#low[slot] === low))
      slot = slot + 1 === slots ? 0 : slot + 1;
    return slot;
  }

  #grow(): void {
    const [high, low, numbers] = [this.#high, this.#low, this.#numbers];
    [this.#high, this.#low, this.#numbers] = tables(numbers.length * 2);
    for (let at = 0; at < numbers.length; at++) {
      if (numbers[at] === 0) continue;
      const slot = this.#slot(high[at] as number, low[at] as number);
      this.#high[slot] = high[at] as number;
      this.#low[slot] = low[at] as number;
      this.#numbers[slot] = numbers[at] as number;
    }
  }
}

const tables = (slots: number): [Uint32Array, Uint32Array, Uint32Array] => [
  new Uint32Array(slots),
  new Uint32Array(slots),
  new Uint32Array(slots),
];

/** Two lanes of multiply-and-mix over the UTF-16 units, crossed at the end. Not for adversaries. */
function hash(text: string): readonly [high: number, low: number] {
  let a = 0xdeadbeef ^ text.length;
  let b = 0x41c6ce57 ^ text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
    a ^= a >>> 15;
    b ^= b >>> 13;
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  b = Math.imul(b ^ (b >>> 16), 0x85ebca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return [b >>> 0, a >>> 0];
}
