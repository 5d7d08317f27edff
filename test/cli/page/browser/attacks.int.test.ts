import assert from "node:assert/strict";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type Page } from "playwright-core";
import { startView } from "../../../../cli/page/view/start-view";
import { type ViewServer } from "../../../../cli/page/view/server";
import { parseLayout } from "../../../../cli/plate/layout";
import { FolderStore } from "../../../../worker/storage/folder-store";
import { browserOrSkip } from "../../../helpers/browser";
import { buildCli, runCli } from "../../../helpers/built-cli";
import { leaveHostileResults, PAGE_ATTACKS } from "../../../helpers/hostile-results";

/** Everything that a page could have been made to do. */
interface Harm {
  /** Addresses that were asked for, besides the page's own. */
  readonly requests: string[];
  readonly dialogs: string[];
}

/** Every text of a results folder is an attack; with the page's policy, and with the policy taken out, it stays text. */
describe("the plate page of a hostile results folder", function () {
  this.timeout(120_000);
  let browser: Browser;
  let top: string;
  let folder: string;
  let file: string;
  let bare: string;
  let server: ViewServer;

  before(async function () {
    browser = await browserOrSkip(this);
    await buildCli();
    top = await realpath(await mkdtemp(join(tmpdir(), "dfiji-hostile-")));
    folder = join(top, "<img src=x onerror='window.pwned=1'>");
    const layout = await leaveHostileResults(folder, join(top, "images"));
    file = join(top, "report.html");
    const { code, stderr } = await runCli(["report", "--output", folder, "--layout", layout, "--out", file]);
    assert.equal(code, 0, stderr);
    const html = await readFile(file, "utf8");
    bare = join(top, "bare.html");
    const without = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
    assert.ok(without.length < html.length - 200);
    await writeFile(bare, without);
    const named = { file: "layout.csv", layout: parseLayout(await readFile(layout, "utf8"), "layout.csv") };
    server = await startView({
      place: { outputs: new FolderStore(folder), outputDir: folder },
      options: { words: "--output x", layout: named },
      title: "<img src=x onerror='window.pwned=1'>",
      inputDir: join(top, "images"),
    });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    if (top) await rm(top, { recursive: true, force: true });
  });

  for (const [what, address, bypassCSP] of [
    ["as a file, with its policy", () => pathToFileURL(file).href, false],
    ["as a file, without a policy", () => pathToFileURL(bare).href, true],
    ["live, with its policy", () => server.address, false],
    ["live, without a policy", () => server.address, true],
  ] as const) {
    it(`runs nothing and loads nothing, ${what}`, async () => {
      const context = await browser.newContext({ bypassCSP, acceptDownloads: false });
      const page = await context.newPage();
      const harm = watched(page);
      await page.goto(address());
      await page.waitForSelector("h1");
      await assertHarmless(page, harm);
      await openEverything(page);
      await assertHarmless(page, harm);
      const text = await page.evaluate(() => document.body.innerText);
      for (const attack of [PAGE_ATTACKS["script"], PAGE_ATTACKS["handler"]]) assert.ok(text.includes(attack ?? ""));
      await context.close();
    });
  }

  it("is watched by a test that sees what an attack does, and the policy stops it", async () => {
    for (const [address, bypassCSP, isStopped] of [
      [file, false, true],
      [bare, true, false],
    ] as const) {
      const context = await browser.newContext({ bypassCSP });
      const page = await context.newPage();
      const harm = watched(page);
      await page.goto(pathToFileURL(address).href);
      await page.waitForSelector("h1");
      const error = await page.evaluate((text) => {
        try {
          document.body.innerHTML += text;
          return "";
        } catch (thrown) {
          return String(thrown);
        }
      }, `${PAGE_ATTACKS["handler"]}${PAGE_ATTACKS["image of another server"]}`);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      if (isStopped) {
        assert.match(error, /TypeError.*TrustedHTML/);
        await assertHarmless(page, harm);
      } else await assert.rejects(assertHarmless(page, harm), /pwned/);
      await context.close();
    }
  });
});

function watched(page: Page): Harm {
  const harm: Harm = { requests: [], dialogs: [] };
  page.on("dialog", (dialog) => {
    harm.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    const isOwn = url.startsWith("file:") ? request.isNavigationRequest() : /^http:\/\/127\.0\.0\.1:\d+\//.test(url);
    if (!isOwn && !/^(?:blob|data:,)/.test(url)) harm.requests.push(url);
  });
  return harm;
}

/** Shows every plate, well and hidden part, so that each text is drawn somewhere. */
async function openEverything(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const drawn = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const open = async (): Promise<void> => {
      await drawn();
      for (const part of document.querySelectorAll("details")) part.open = true;
    };
    for (const select of document.querySelectorAll("select")) {
      for (const { value } of [...select.options].slice(0, 30)) {
        select.value = value;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        await drawn();
      }
    }
    for (const well of [...document.querySelectorAll<HTMLElement>("[data-well]")].slice(0, 4)) {
      well.dispatchEvent(new MouseEvent("click", { bubbles: true }));
      await open();
    }
    await open();
  });
  await page.waitForLoadState("networkidle");
}

async function assertHarmless(page: Page, harm: Harm): Promise<void> {
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    return {
      pwned: (window as unknown as { pwned?: unknown }).pwned,
      handlers: all.flatMap((one) => [...one.attributes].map(({ name }) => name).filter((name) => /^on/.test(name))),
      strange: all
        .map(({ localName }) => localName)
        .filter((name) => /^(?:iframe|object|embed|base|form|frame)$/.test(name)),
      scripts: document.scripts.length,
      styles: document.querySelectorAll("style").length,
      addresses: all
        .flatMap((one) => ["href", "src", "xlink:href", "action"].map((name) => one.getAttribute(name) ?? ""))
        .filter((address) => address !== "" && !/^(?:#|files\/|blob:|data:,$)/.test(address)),
    };
  });
  assert.deepEqual(
    { ...found, ...harm },
    {
      ...{ pwned: undefined, handlers: [], strange: [], scripts: found.scripts, styles: 1, addresses: [] },
      ...{ requests: [], dialogs: [] },
    },
  );
  assert.ok(found.scripts <= 2, `${found.scripts} scripts`); // the page's, and its data
}
