import { type Browser, chromium } from "playwright-core";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/**
 * A real browser; skips the test, with one line and the cure, where there is none. With DFIJI_TEST_BROWSER=required that is
 * a failure. The caller closes it.
 */
export async function browserOrSkip(test: Mocha.Context): Promise<Browser> {
  const executablePath = browserPath();
  if (executablePath === undefined) {
    if (process.env["DFIJI_TEST_BROWSER"] === "required") throw new Error(`none of ${NAMES.join(", ")} is on PATH`);
    console.log("      no Chromium on PATH: skipped (apt-get install chromium)");
    return test.skip();
  }
  // root, as in containers, has no user namespace of its own to put the sandbox into
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, args: [...args, "--disable-gpu"] });
}

function browserPath(): string | undefined {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    for (const name of NAMES) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // the next one
      }
    }
  }
  return undefined;
}
