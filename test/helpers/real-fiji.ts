import { existsSync } from "node:fs";
import { join } from "node:path";

/** A Fiji for tests: DFIJI_TEST_FIJI, or the one beside the project; `undefined`: none is at hand. */
export function realFiji(): string | undefined {
  const given = process.env["DFIJI_TEST_FIJI"] ?? join(__dirname, "../../../shared/fiji/Fiji.app");
  return existsSync(join(given, "jars")) ? given : undefined;
}

/** Skips a test, with one line, where there is none. */
export function skipWithoutFiji(test: Mocha.Context): string {
  const folder = realFiji();
  if (folder !== undefined) return folder;
  console.log("      no Fiji is at hand: skipped (DFIJI_TEST_FIJI names the folder of one)");
  return test.skip();
}
