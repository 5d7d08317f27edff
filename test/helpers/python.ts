import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

/** What tables and statistics are compared with. One list for all tests: each list is an environment of its own. */
export const PANDAS = ["pandas==2.3.3", "scipy==1.17.1", "pyarrow==26.0.1"] as const;

/**
 * A Python that has these packages, in `$DFIJI_TEST_CACHE` [~/.cache/dfiji-tests]. On first use it is made with
 * `python3 -m venv` and pip, once for all worktrees, whole or not at all; that takes about a minute: give the hook that
 * calls this `this.timeout(300_000)`.
 * @param packages with their versions: `pandas==2.3.3`
 */
export async function pythonWith(...packages: readonly [string, ...string[]]): Promise<string> {
  const cache = process.env["DFIJI_TEST_CACHE"] ?? join(homedir(), ".cache", "dfiji-tests");
  const folder = join(cache, packages.map((name) => name.replace(/[^a-z0-9.]+/g, "-")).join("-"));
  const python = join(folder, "bin", "python");
  if (await exists(python)) return python;
  const run = promisify(execFile);
  await mkdir(dirname(folder), { recursive: true });
  const fresh = await mkdtemp(`${folder}.`);
  await run("python3", ["-m", "venv", fresh]);
  await run(join(fresh, "bin", "python"), ["-m", "pip", "install", "--quiet", ...packages], { maxBuffer: 1 << 24 });
  try {
    await rename(fresh, folder);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(python))) throw error; // else: another test run was first
  }
  return python;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
