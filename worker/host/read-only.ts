import { execFile } from "node:child_process";
import { isAbsolute, relative } from "node:path";
import { promisify } from "node:util";

/** Long enough for a slow computer; where it hangs, there is no namespace. */
const PROBE_MS = 10_000;

/** The text of a shell script that gets its values as arguments: mounts are for this process and its children only. */
const MOUNT = [
  'folder=$1; writable=$2; shift 2; mount --rbind -- "$folder" "$folder"',
  'if [ -n "$writable" ]; then mount --rbind -- "$writable" "$writable"; fi',
  'mount -o remount,bind,ro -- "$folder"',
  'exec "$@"',
].join(" && ");

/**
 * What to put before a program's words so that it sees a folder read-only, whatever its rights: a mount namespace, for
 * users but root inside a user namespace in which they stay themselves. Linux, util-linux.
 * @param writable stays so, also below the folder
 */
export function readOnlyPrefix(folder: string, writable: string, user = self()): readonly string[] {
  const below = relative(folder, writable);
  const kept = below === "" || below.startsWith("..") || isAbsolute(below) ? "" : writable;
  const inNamespace = ["/bin/sh", "-c", MOUNT, "sh", folder, kept];
  if (user.uid === 0) return ["unshare", "--mount", "--", ...inNamespace];
  const asUser = ["unshare", "--user", `--map-user=${user.uid}`, `--map-group=${user.gid}`, "--"];
  return ["unshare", "--map-root-user", "--mount", "--", ...inNamespace, ...asUser];
}

const self = () => ({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 });

/** Why programs cannot be kept from writing to this folder here; undefined: they can be, which was tried. */
export async function whyNotReadOnly(folder: string, writable: string): Promise<string | undefined> {
  if (process.platform !== "linux") return "only Linux has mount namespaces";
  const [program = "", ...args] = [...readOnlyPrefix(folder, writable), ...isReadOnly(folder)];
  try {
    await promisify(execFile)(program, args, { timeout: PROBE_MS });
    return undefined;
  } catch (error) {
    const { stderr = "", message } = error as { readonly stderr?: string; readonly message: string };
    return `no mount namespace can be made: ${stderr.trim().split("\n").at(-1) || message}`;
  }
}

/** Ends well when the folder cannot be written to, also by root. */
const isReadOnly = (folder: string): readonly string[] => ["/bin/sh", "-c", '! test -w "$1"', "sh", folder];
