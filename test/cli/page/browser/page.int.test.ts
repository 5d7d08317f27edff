import assert from "node:assert/strict";
import axe from "axe-core";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { pageHtml } from "../../../../cli/page/html";
import { browserOrSkip } from "../../../helpers/browser";
import { buildCli, runCli } from "../../../helpers/built-cli";
import { normal, pageDataOf, seeded, wellsOfFormat } from "../../../helpers/page-data";
import { leavePlate, ODD } from "../../../helpers/plate-results";

/** The file of `dfiji report` as a person uses it, without a network. */
describe("the plate page in a browser", function () {
  this.timeout(90_000);
  let browser: Browser;
  let folder: string;
  let address: string;

  before(async function () {
    browser = await browserOrSkip(this);
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-page-"));
    const layout = await leavePlate(join(folder, "results"));
    const out = join(folder, "report.html");
    const { code, stderr } = await runCli([
      "report",
      "--output",
      join(folder, "results"),
      "--layout",
      layout,
      "--out",
      out,
    ]);
    assert.equal(code, 0, stderr);
    address = pathToFileURL(out).href;
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Opens the page; it must neither ask for anything nor complain. */
  const visit = async (
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
    at = address,
  ): Promise<void> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
    try {
      const page = await context.newPage();
      page.setDefaultTimeout(20_000);
      const wrong: string[] = [];
      page.on("request", (request) => {
        if (!request.isNavigationRequest() && !/^(?:blob|data):/.test(request.url())) wrong.push(request.url());
      });
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") wrong.push(message.text());
      });
      await page.goto(at);
      await page.locator("[data-well]").first().waitFor();
      await use(page);
      assert.deepEqual(wrong, []);
    } finally {
      await context.close();
    }
  };
  const well = (page: Page, name: string) => page.locator(`[data-well][aria-label^="${name}:"]`);

  it("opens from disk without a network, and says what is odd first", async () => {
    await visit({}, async (page) => {
      assert.equal(await page.title(), `${basename(folder)}/results`);
      const text = await page.locator("main").innerText();
      for (const part of ["192 jobs", "187 done", "3 failed", "2 not run"]) assert.ok(text.includes(part), part);
      const findings = await page.locator(".findings li").allInnerTexts();
      assert.ok(findings.length <= 5);
      assert.ok(
        findings.some((one) => one.startsWith(`${ODD.outlier}: 300 nuclei`)),
        findings.join("\n"),
      );
      assert.ok(findings.some((one) => /2 wells have no value: C05, E09/.test(one)));
      assert.ok(findings.some((one) => one === "C10 has 1 of 2 sites"));
      const order = await page.locator("h2").allInnerTexts();
      assert.equal(order[0], "What is odd");
    });
  });

  it("shows zero, failed, not run and missing sites as four pictures with a text each", async () => {
    await visit({}, async (page) => {
      const labels = await Promise.all(
        [ODD.empty, ODD.failed, ODD.notRun, ODD.oneSite].map((name) => well(page, name).getAttribute("aria-label")),
      );
      assert.deepEqual(labels, ["B02: 0", "C05: failed", "E09: not run", "C10: 86, some of its jobs missing"]);
      const pictures = await Promise.all(
        [ODD.empty, ODD.failed, ODD.notRun].map((name) =>
          well(page, name).evaluate((one) => one.innerHTML.replace(/-?\d+(?:\.\d+)?/g, "0")),
        ),
      );
      assert.equal(new Set(pictures).size, 3);
    });
  });

  it("draws the controls of several plates as charts that name the wrong plate; a point shows its controls", async () => {
    const roles: Record<string, string> = {};
    const gauss = normal(seeded(5));
    const sites = Array.from({ length: 9 }, (_, at) =>
      wellsOfFormat(96).map(({ row, column }) => {
        const role = column === 0 ? "positive" : column === 11 ? "negative" : "sample";
        roles[`${row} ${column}`] = role;
        const isWrong = at === 6 && role === "negative";
        const middle = { positive: 140, negative: isWrong ? 75 : 30, sample: 80 }[role];
        return { plate: `P${at + 1}`, row, column, value: Math.round(middle + (isWrong ? 40 : 4) * gauss()) };
      }),
    ).flat();
    const file = join(folder, "controls.html");
    await writeFile(file, pageHtml({ data: pageDataOf(sites, roles) }).html);
    for (const width of [1280, 360]) {
      const options = { viewport: { width, height: 900 } };
      const use = async (page: Page): Promise<void> => {
        const captions = await page.locator("figcaption").allInnerTexts();
        assert.ok(
          captions.some((text) => /^Z′ .*lines at 0.5 and 0; Z′ below 0: P7$/.test(text)),
          captions.join("\n"),
        );
        assert.ok(captions.some((text) => /^Median of the positive controls .*, limits \d+ and \d+$/.test(text)));
        assert.ok(captions.some((text) => /^Median of the negative controls .*; outside: P7$/.test(text)));
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        await page.locator("figure", { hasText: "Median of the negative" }).locator(".point.beyond").click();
        await page.getByText("8 wells are outlined").waitFor();
      };
      await visit(options, use, pathToFileURL(file).href);
    }
  });

  it("goes by clicks from a sentence to its well, and from a cause to exactly its jobs", async () => {
    await visit({}, async (page) => {
      await page.locator(".findings").getByRole("button", { name: ODD.outlier, exact: true }).click();
      const card = page.getByRole("region", { name: `Well ${ODD.outlier}` });
      assert.match(await card.innerText(), /300 nuclei/);
      assert.equal(await well(page, ODD.outlier).getAttribute("aria-selected"), "true");
      await well(page, ODD.empty).click({ modifiers: ["Shift"] });
      assert.equal(await page.locator('[aria-selected="true"]').count(), 2);
      await page.getByRole("button", { name: "Close the wells" }).click();
      assert.equal(await page.locator('[aria-selected="true"]').count(), 0);
      await page.getByRole("button", { name: "show exactly these 2" }).click();
      assert.equal(await page.locator(".found").innerText(), "2 of 192");
      const names = await page.locator('.rows [role="row"] button.link').allInnerTexts();
      assert.deepEqual(names, ["P1-C05-1", "P1-C05-2"]);
    });
  });

  it("draws what ran when and its memory against the limit; a bar and a run open their job", async () => {
    await visit({}, async (page) => {
      const timeline = page.getByRole("img", { name: "Timeline of 3 engine processes over 15 min 58 s" });
      const memory = page.getByRole("img", { name: "Memory of 187 runs over time" });
      assert.equal(
        await page.locator(".memory > p").last().innerText(),
        `Median of a run 300 MiB, largest 900 MiB (P1-${ODD.outlier}-1): 60 % of the 1.46 GiB that runs of a worker share. Side by side at most 1.07 GiB by the sum of their peaks, 73 %.`,
      );
      const { width } = (await timeline.boundingBox())!;
      // 958 s are as long as the width without the names
      const x = (seconds: number): number => 150 + (seconds / 958) * (width - 154);
      const [top, lane] = [64, 24];
      await timeline.hover({ position: { x: x(424), y: top + 10 } });
      assert.match(await page.locator(".pointed").nth(1).innerText(), new RegExp(`^P1-${ODD.outlier}-1: done, 8 s`));
      await timeline.hover({ position: { x: x(429), y: top + 10 } });
      assert.match(await page.locator(".pointed").nth(1).innerText(), /^waited 2 s after P1-D07-1, before P1-D08-1$/);
      await timeline.click({ position: { x: x(424), y: top + lane + 10 } });
      await page.getByRole("dialog", { name: `P1-${ODD.outlier}-2` }).waitFor();
      await page.keyboard.press("Escape");
      // 900 of 1,590 MiB, between the axis (22 px) and the room above (14 px) of 190 px
      await memory.click({ position: { x: x(424), y: 190 - 22 - (900 / 1590) * (190 - 22 - 14) } });
      await page.getByRole("dialog", { name: `P1-${ODD.outlier}-1` }).waitFor();
      await page.keyboard.press("Escape");
    });
  });

  it("is walked by keys alone", async () => {
    await visit({}, async (page) => {
      const focused = (): Promise<string | null> =>
        page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? null);
      await page.getByRole("combobox").first().focus();
      for (let i = 0; i < 6 && !(await focused())?.startsWith("A01"); i++) await page.keyboard.press("Tab");
      assert.match((await focused()) ?? "", /^A01: /);
      for (const [key, name] of [
        ["ArrowRight", "A02"],
        ["ArrowDown", "B02"],
        ["End", "B12"],
        ["Home", "B01"],
        ["ArrowLeft", "B01"],
        ["ArrowUp", "A01"],
      ] as const) {
        await page.keyboard.press(key);
        assert.match((await focused()) ?? "", new RegExp(`^${name}: `), key);
      }
      await page.keyboard.press("Enter");
      assert.equal(await page.getByRole("region", { name: "Well A01" }).count(), 1);
      await page.keyboard.press("Escape");
      assert.equal(await page.getByRole("region", { name: "Well A01" }).count(), 0);
    });
  });

  it("filters, sorts and saves the table of jobs", async () => {
    await visit({}, async (page) => {
      const found = page.locator(".found");
      await page.getByRole("searchbox").fill("c10 focus");
      assert.equal(await found.innerText(), "1 of 192");
      await page.getByRole("searchbox").fill("no such words");
      assert.equal(await found.innerText(), "0 of 192");
      await page.getByRole("searchbox").fill("");
      await page.getByRole("button", { name: /^failed/ }).click();
      assert.equal(await found.innerText(), "3 of 192");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page
          .locator("section", { has: page.locator("#jobs") })
          .getByRole("button", { name: "CSV" })
          .click(),
      ]);
      const lines = (await readFile(await download.path(), "utf8")).trim().split(/\r?\n/);
      assert.equal(lines.length, 4);
      assert.match(lines[3] ?? "", /^P1-C10-2,failed,P1,C10,2,/);
      await page.getByRole("button", { name: /^failed/ }).click();
      const nuclei = page.getByRole("columnheader", { name: /^nuclei/ });
      await nuclei.getByRole("button").click();
      await nuclei.getByRole("button").click();
      assert.equal(await nuclei.getAttribute("aria-sort"), "descending");
      assert.match(await page.locator(".rows button.link").first().innerText(), /^P1-D07-/);
    });
  });

  it("colours by any number and saves each plate as SVG, PNG and CSV", async () => {
    await visit({}, async (page) => {
      const [before] = await page
        .locator("[data-well] rect")
        .evaluateAll((all) => all.map((one) => one.getAttribute("fill")));
      await page.getByRole("combobox").first().selectOption({ label: "State" });
      assert.match((await well(page, "A01").getAttribute("aria-label")) ?? "", /done/);
      const [after] = await page
        .locator("[data-well] rect")
        .evaluateAll((all) => all.map((one) => one.getAttribute("fill")));
      assert.notEqual(after, before);
      await page.getByRole("combobox").first().selectOption({ index: 0 });
      const plates = page.locator("section", { has: page.locator("#plates") });
      const saved = async (name: string): Promise<Buffer> => {
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          plates.getByRole("button", { name, exact: true }).click(),
        ]);
        return readFile(await download.path());
      };
      const svg = (await saved("SVG")).toString();
      assert.match(svg, /^(?:<\?xml[^>]*>\s*)?<svg[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      assert.ok(svg.includes("results") && svg.includes(">300<"));
      assert.deepEqual(
        [...(await saved("PNG")).subarray(1, 4)],
        [..."PNG"].map((letter) => letter.charCodeAt(0)),
      );
      assert.match((await saved("CSV")).toString(), /D07[^\n]*300/);
    });
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has no fault that axe finds, ${colorScheme}, with everything open`, async () => {
      await visit({ colorScheme, bypassCSP: true }, async (page) => {
        await well(page, ODD.failed).click();
        await page.evaluate(() => document.querySelectorAll("details").forEach((one) => (one.open = true)));
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
        const found = violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html.slice(0, 120))
              .slice(0, 3)
              .join(" | ")}`,
        );
        assert.deepEqual(found, []);
        assert.ok(passes.length > 20, "axe looked");
      });
    });
  }

  it("fits screens from 360 px to 4K, and paper", async () => {
    await visit({}, async (page) => {
      for (const [width, height] of [
        [360, 740],
        [768, 1024],
        [1440, 900],
        [3840, 2160],
      ] as const) {
        await page.setViewportSize({ width, height });
        await page.evaluate(
          () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
        );
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${wide} px wide on a screen of ${width}`);
        const cell = await well(page, "A01").boundingBox();
        assert.ok((cell?.width ?? 0) >= 18, `wells of ${cell?.width} px on ${width}`);
      }
      const pdf = await page.pdf({ format: "A4" });
      assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
    });
  });
});
