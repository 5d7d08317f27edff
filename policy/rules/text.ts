/** 7424 → "7,424": for reading; what a user copies into a setting is written without commas. */
export function grouped(value: number): string {
  return String(value).replace(/(\d)(?=(\d{3})+(?!\d))/gu, "$1,");
}

/** 1 → "1 task", 2 → "2 tasks". */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** At most `digits` decimals, none of them a trailing zero: 2.5, 0.33, 4. */
export function short(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

/** "a", "a or b", "a, b or c". */
export function anyOf(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} or ${last}`;
}
