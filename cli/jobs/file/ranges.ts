/** Values of a range, made when asked for. */
export interface RangeValues {
  readonly count: number;
  at(index: number): string;
}

/** Rows end at ZZ, columns at 999: far beyond the 32 × 48 of a 1536-well plate. */
const WELL = /^([A-Z]{1,2}|[a-z]{1,2})(\d{1,3})$/;
const WHOLE = /^-?\d{1,15}$/;

/**
 * `A01..P24`: a rectangle of wells, row by row, padded like its first well; `1..9`: whole numbers, padded like the
 * first. Anything else, and a range that runs backwards, gives what is wrong with it.
 */
export function expandRange(text: string): RangeValues | string {
  const [first, last, ...more] = text.split("..");
  if (first === undefined || last === undefined || more.length > 0) return HOW;
  if (WHOLE.test(first) && WHOLE.test(last)) return wholeNumbers(first, last);
  const from = WELL.exec(first);
  const to = WELL.exec(last);
  if (from === null || to === null) {
    const upper = `${first}..${last}`.toUpperCase();
    const mixed = upper !== text && WELL.test(first.toUpperCase()) && WELL.test(last.toUpperCase());
    return mixed ? `a well range has letters of one case: "${upper}"` : HOW;
  }
  return wells(from, to);
}

const HOW = 'not a range: write "A01..H12" for a rectangle of wells or "1..9" for numbers';

function wholeNumbers(first: string, last: string): RangeValues | string {
  const from = Number(first);
  const to = Number(last);
  if (from > to) return `the range runs backwards: "${last}..${first}"`;
  if (from < 0 && /^-0\d/.test(first)) return "negative numbers cannot be padded";
  const width = /^0\d/.test(first) ? first.length : 0;
  return { count: to - from + 1, at: (index) => pad(from + index, width) };
}

function wells(from: RegExpExecArray, to: RegExpExecArray): RangeValues | string {
  const [, firstLetters = "", firstDigits = ""] = from;
  const [, lastLetters = "", lastDigits = ""] = to;
  const isLower = firstLetters !== firstLetters.toUpperCase();
  if (isLower !== (lastLetters !== lastLetters.toUpperCase())) {
    return `a well range has letters of one case: "${`${from[0]}..${to[0]}`.toUpperCase()}"`;
  }
  const width = firstDigits.startsWith("0") ? firstDigits.length : 0;
  const [top, bottom] = [rowNumber(firstLetters), rowNumber(lastLetters)];
  const [left, right] = [Number(firstDigits), Number(lastDigits)];
  if (left === 0 || right === 0) return "columns of wells count from 1";
  if (top > bottom || left > right) {
    const padded = Math.max(width, lastDigits.startsWith("0") ? lastDigits.length : 0);
    const corner = (row: number, column: number) => wellName(row, column, padded, isLower);
    const [a, b] = [
      corner(Math.min(top, bottom), Math.min(left, right)),
      corner(Math.max(top, bottom), Math.max(left, right)),
    ];
    return `the range runs backwards: a rectangle goes from its upper left to its lower right well, "${a}..${b}"`;
  }
  const columns = right - left + 1;
  return {
    count: (bottom - top + 1) * columns,
    at: (index) => wellName(top + Math.floor(index / columns), left + (index % columns), width, isLower),
  };
}

/** A is 1, Z is 26, AA is 27, AF is 32. */
function rowNumber(letters: string): number {
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function wellName(row: number, column: number, width: number, isLower: boolean): string {
  const letters = row <= 26 ? letter(row) : letter(Math.floor((row - 1) / 26)) + letter(((row - 1) % 26) + 1);
  return (isLower ? letters.toLowerCase() : letters) + pad(column, width);
}

const letter = (number: number): string => String.fromCharCode(64 + number);
const pad = (number: number, width: number): string => String(number).padStart(width, "0");
