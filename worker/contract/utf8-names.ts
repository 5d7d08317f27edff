/**
 * Names of files that are not UTF-8, as old archives and file servers leave them. In a key each byte that is none stands as
 * half a character (U+DC80 to U+DCFF), which no other name has: see `whyNotStorable`.
 */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A name of a file system as part of a key. */
export function decodeName(bytes: Buffer): string {
  const whole = decoded(bytes);
  if (whole !== undefined) return whole;
  let name = "";
  for (let at = 0; at < bytes.length;) {
    const length = [1, 2, 3, 4].find((one) => decoded(bytes.subarray(at, at + one)) !== undefined);
    name +=
      length === undefined
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : (decoded(bytes.subarray(at, at + length)) ?? "");
    at += length ?? 1;
  }
  return name;
}

function decoded(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** What is wrong with a key that has a name which is not UTF-8, its bytes as `\xe9`, and how to rename it. */
export function whyNotUtf8(key: string): string | undefined {
  if (!NO_UTF8.test(key)) return undefined;
  const shown = key.replace(EACH, (half) => `\\x${byteOf(half).toString(16)}`);
  const quoted = key.replace(/['\\]/g, "\\$&").replace(EACH, (half) => `\\x${byteOf(half).toString(16)}`);
  const meant = key.replace(EACH, (half) => meantBy(byteOf(half))).replaceAll("'", `'\\''`);
  return `the name "${shown}" is not UTF-8: rename it, like mv $'${quoted}' '${meant}'; many: convmv -r --notest -f cp1252 -t utf8`;
}

const NO_UTF8 = /[\uDC80-\uDCFF]/u; // half characters only: with the flag, whole ones are something else
const EACH = /[\uDC80-\uDCFF]/gu;
const byteOf = (half: string): number => half.charCodeAt(0) - 0xdc00;

/** In Windows-1252, which most of these names were written in; Node's own decoder takes it for Latin-1. */
const meantBy = (byte: number): string =>
  (byte < 0xa0 ? WINDOWS_1252_FROM_80[byte - 0x80] : undefined) ?? String.fromCharCode(byte);
const WINDOWS_1252_FROM_80 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
