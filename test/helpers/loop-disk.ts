import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Why this computer cannot lend a disk; undefined: it can. */
export function whyNoDisk(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "only root on Linux has loop devices";
  for (const [program, argument] of [
    ["losetup", "--version"],
    ["mkfs.xfs", "-V"],
    ["unshare", "--version"],
  ] as const) {
    if (spawnSync(program, [argument]).status !== 0) return `${program} is not installed`;
  }
  if (spawnSync("losetup", ["--find"]).status !== 0) return "there is no free loop device";
  if (spawnSync("unshare", ["--mount", "true"]).status !== 0) return "mounts are not allowed";
  return /\bxfs$/mu.test(readFileSync("/proc/filesystems", "utf8")) ? undefined : "this kernel has no XFS";
}
