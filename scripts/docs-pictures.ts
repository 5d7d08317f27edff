// Pictures of the docs that show the page: `npm run docs:pictures`. Runs the demo, so it needs Java, Maven and Chromium
// (`apt-get install chromium`; another one by CHROMIUM).
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const ROOT = join(__dirname, "..");
const PICTURE = join(ROOT, "docs/images/page.png");
/** Wide enough for plate and well side by side. */
const VIEW = { width: 1160, height: 760 };

async function main(): Promise<void> {
  const folder = join(tmpdir(), "dfiji-pictures"); // it stands in the picture
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const dfiji = (...words: readonly string[]): void =>
    void execFileSync(process.execPath, [join(ROOT, "dist/dfiji.js"), ...words], { cwd: folder, stdio: "inherit" });
  try {
    dfiji("demo", "--output", "demo");
    dfiji("report", "--output", "demo/results", "--out", "page.html");
    await picture(join(folder, "page.html"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(PICTURE);
}

async function picture(file: string): Promise<void> {
  const browser = await chromium.launch({
    executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
    args: process.getuid?.() === 0 ? ["--no-sandbox"] : [], // root has no user namespace for the sandbox
  });
  try {
    const page = await browser.newPage({ viewport: VIEW, colorScheme: "light" });
    await page.goto(`file://${file}`);
    await page.getByRole("gridcell").first().click();
    await page.evaluate("scrollTo(0, 0)");
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
}

void main();
