import assert from "node:assert/strict";
import axe from "axe-core";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser } from "playwright-core";
import { browserOrSkip } from "../../../helpers/browser";
import { buildCli, startCli } from "../../../helpers/built-cli";
import { imagejTiff } from "../../../helpers/imagej-tiff";

/** Each job waits for a file of its well in the folder that is the first argument, then writes a table and its image again. */
const WORK = `until [ -e "$1/$2" ]; do sleep 0.05; done; printf 'Area,Mean\\n1,2\\n3,4\\n' > "$4/cells.csv"; cp "$3"/*.tif "$4/mask.tif"`;

describe("the live plate page of dfiji local --view", function () {
  this.timeout(120_000);
  let browser: Browser;
  let folder: string;

  before(async function () {
    browser = await browserOrSkip(this);
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-live-"));
    for (const name of ["images", "go"]) await mkdir(join(folder, name));
    for (const [i, well] of ["A01", "A02", "A03"].entries()) {
      const plane = (bright: number) =>
        Uint16Array.from({ length: 64 * 64 }, (_, at) => 100 + (at % 64 < 20 ? bright : at % 9));
      const planes = [plane(3000 * i), plane(500), plane(3000 * i), plane(500), plane(3000 * i), plane(500)];
      const stack = imagejTiff({ width: 64, height: 64, planes, channels: 2, slices: 3 });
      await writeFile(join(folder, "images", `${well}.tif`), stack);
    }
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("follows the jobs, shows the images of a well with the plate's contrast, and says when the run has ended", async () => {
    const options = ["--input", join(folder, "images"), "--output", join(folder, "results"), "--pattern", "{Well}.tif"];
    const command = ["--", "sh", "-c", WORK, "sh", join(folder, "go"), "{Well}", "{input}", "{output}"];
    const running = startCli(["local", ...options, "--engine", "command", "--copies", "3", "--view", ...command]);
    const [, address = ""] = await running.seen(/The plate page: (\S+)\n/);
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      const wrong: string[] = [];
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on("response", (response) => {
        if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
      });
      await page.goto(address);
      assert.ok(!page.url().includes("token"));
      assert.equal(await page.evaluate(() => document.cookie), "");
      await writeFile(join(folder, "go", "A01"), "");
      await page.getByText("1 done").waitFor(); // without a reload
      await page.locator('[data-well][aria-label^="A01"]').click();
      await page.locator(".well-pictures img").nth(2).waitFor();
      await writeFile(join(folder, "go", "A02"), "");
      await page.getByText("2 done").waitFor();
      await page.locator('[data-well][aria-label^="A02"]').click({ modifiers: ["Shift"] });
      const images = page.locator(".well-pictures img");
      await images.nth(7).waitFor(); // two wells, two channels of the image and of the result
      await page.waitForFunction(() =>
        [...document.querySelectorAll<HTMLImageElement>(".well-pictures img")].every((one) => one.complete),
      );
      assert.deepEqual(
        await images.evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth)),
        Array(8).fill(64),
      );
      assert.equal(await images.first().getAttribute("alt"), "Input image, channel 1 of A01");
      const captions = await page.locator(".well-pictures figcaption .soft").allInnerTexts();
      assert.match(captions[0] ?? "", /^100 to 3100, from all 2 of the plate$/);
      /** Brightest grey value of the first picture: that of the well without cells. */
      const brightest = (): Promise<number> =>
        images.first().evaluate((image) => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [64, 64];
          const drawing = canvas.getContext("2d");
          drawing?.drawImage(image as HTMLImageElement, 0, 0);
          return Math.max(...(drawing?.getImageData(0, 0, 64, 64).data.filter((_, at) => at % 4 === 0) ?? []));
        });
      assert.ok((await brightest()) < 8, "black beside the well with cells");
      await page.getByLabel("each image has its own contrast").check();
      await page.locator(".mark").first().waitFor();
      await page.waitForFunction(() => {
        const image = document.querySelector<HTMLImageElement>(".well-pictures img");
        return image?.src.includes("contrast=own") === true && image.complete;
      });
      assert.ok((await brightest()) > 240, "noise, stretched, and marked as that");
      await page.getByLabel(/^Slice/).fill("3");
      assert.match((await images.first().getAttribute("src")) ?? "", /slice=2/);
      await page.locator(".well-pictures .shot").nth(2).click();
      const dialog = page.getByRole("dialog");
      await dialog.locator("img").waitFor();
      assert.match(await dialog.innerText(), /64 × 64 pixels of 16 bits/);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`),
        [],
      );
      await page.keyboard.press("Escape");
      assert.equal(await dialog.count(), 0);
      await writeFile(join(folder, "go", "A03"), "");
      await page.getByText("3 done").waitFor();
      const { code, stderr } = await running.result;
      assert.equal(code, 0, stderr);
      await page.getByText("no connection: the program that shows this page has ended").waitFor();
      assert.deepEqual(wrong, []);
    } finally {
      running.child.kill("SIGKILL");
      await context.close();
    }
  });
});
