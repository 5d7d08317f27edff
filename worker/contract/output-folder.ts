import { BOOKKEEPING } from "./keys";

/** Longest output folder in characters, and longest name of one folder in bytes. */
const MAX_OUTPUT = 900;
const MAX_SEGMENT_BYTES = 255;

/**
 * Why results cannot go to this folder below the output prefix, or undefined: `submit` and the worker refuse the same.
 * @param output "" or ends in `/`
 */
export function outputProblem(output: string): string | undefined {
  if (output.startsWith("/")) return "it must be relative: results go below --output DIR or the output prefix";
  if (/^[A-Za-z]:|^[a-z0-9]+:\/\//.test(output)) return "it must be a folder below --output DIR or the output prefix";
  if (output.includes("\\")) return 'folders are written with "/"';
  if (/[\p{Cc}\u2028\u2029]/u.test(output)) return "it holds a control character";
  if (output === "") return undefined;
  if (!output.endsWith("/")) return 'it does not end in "/"';
  if (output.length > MAX_OUTPUT) return `it is longer than ${MAX_OUTPUT} characters`;
  const segments = output.slice(0, -1).split("/");
  if (segments.some((segment) => ["", ".", ".."].includes(segment))) return 'it has an empty folder name, "." or ".."';
  if (segments.some(isBookkeeping)) return `${BOOKKEEPING} is for bookkeeping`;
  if (output.length * 3 > MAX_SEGMENT_BYTES && segments.some((one) => Buffer.byteLength(one) > MAX_SEGMENT_BYTES)) {
    return `a folder name in it is longer than ${MAX_SEGMENT_BYTES} bytes`;
  }
  return undefined;
}

/** True for the name of the bookkeeping's folder, as file systems that ignore case read it. */
export const isBookkeeping = (segment: string): boolean => `${segment.toLowerCase()}/` === BOOKKEEPING;
