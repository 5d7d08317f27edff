import { BUCKET_MOUNT } from "../../../worker/contract/input-dir";

const MAX_INPUT = 1024;

/** Why no file can have such a name below the input prefix, or undefined. @param pattern with its values put in */
export function inputProblem(pattern: string): string | undefined {
  if (pattern === "") return "it is empty";
  if (pattern === BUCKET_MOUNT || pattern.startsWith(`${BUCKET_MOUNT}/`)) {
    return "input is relative to the input prefix: leave out /home/ubuntu/bucket/";
  }
  if (/^[A-Za-z]:[\\/]|^[a-z0-9]+:\/\//.test(pattern)) return "it must be relative to --input DIR or the input prefix";
  if (pattern.startsWith("/")) return "it must be relative to --input DIR or the input prefix, without / in front";
  if (/(?:^|\/)\.{1,2}(?:\/|$)|\/\//.test(pattern)) return 'it has an empty folder name, "." or ".."';
  if (pattern.length > MAX_INPUT) return `it is longer than ${MAX_INPUT} characters`;
  return undefined;
}

/** Points what is below the originals' bucket mount into a folder of this computer. */
export function relocator(inputDir: string): (text: string) => string {
  const mount = /\/home\/ubuntu\/bucket(?=\/|['",;\s]|$)/g;
  const folder = inputDir.replace(/\/+$/, "");
  return (text) => (text.includes(BUCKET_MOUNT) ? text.replace(mount, () => folder) : text);
}
