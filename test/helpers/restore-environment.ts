/**
 * Gives this process the variables of `saved` again. `process.env = saved` would cut it from the real ones, which
 * `os.tmpdir()` reads, for all test files that follow in the same process.
 */
export function restoreEnvironment(saved: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (saved[name] === undefined) delete process.env[name];
  Object.assign(process.env, saved);
}
