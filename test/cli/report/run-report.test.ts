import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { main } from "../../../cli/main";
import { type PageData } from "../../../cli/page/data/page-data";
import { pageHtml } from "../../../cli/page/html";
import { ATTACKS } from "../../helpers/attacks";
import { buildCli } from "../../helpers/built-cli";
import { FakeIo } from "../../helpers/cli-io";
import { leaveDone, leaveFailed } from "../../helpers/fake-results";

describe("dfiji report", () => {
  let folder: string;
  before(async function () {
    this.timeout(120_000);
    await buildCli();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-report-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const run = async (...words: string[]) => {
    const io = new FakeIo(folder);
    return { code: await main(["report", ...words], io), out: io.out, err: io.err };
  };
  const dataOf = (html: string): PageData => {
    const [, packed = ""] = /id="dfiji-data">([^<]*)</.exec(html) ?? [];
    return JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as PageData;
  };

  it("writes one file that holds all data and names no address", async () => {
    await leaveDone(folder, "A01", { "n.csv": "x\n1\n" }, { group: { Well: "A01" } });
    await leaveFailed(folder, "A02", { group: { Well: "A02" } });
    const { code, out } = await run("--output", ".", "--out", "page.html");
    assert.deepEqual([code, out], [0, [`2 jobs: ${join(folder, "page.html")}`]]);
    const html = await readFile(join(folder, "page.html"), "utf8");
    assert.equal(dataOf(html).jobs.state, "df");
    assert.equal(dataOf(html).place.words, "--output .");
    const [outside] = /(?:src|href)=["'](?!data:,["'])[^"']*/.exec(html.replace(/<script>[^]*?<\/script>/g, "")) ?? [];
    assert.equal(outside, undefined);
  });

  it("writes over a report, and over no other file", async () => {
    await leaveDone(folder, "A01", {});
    assert.equal((await run("--output", ".")).code, 0);
    assert.equal((await run("--output", ".")).code, 0);
    await writeFile(join(folder, "thesis.html"), "mine");
    const { code, err } = await run("--output", ".", "--out", "thesis.html");
    assert.equal(code, 2);
    assert.match(err.join("\n"), /thesis\.html exists and is no report of dfiji: give another --out/);
    assert.equal(await readFile(join(folder, "thesis.html"), "utf8"), "mine");
  });

  it("lets only its own script and style run: the policy has their digests", async () => {
    await leaveDone(folder, "A01", {});
    await run("--output", ".");
    const html = await readFile(join(folder, "report.html"), "utf8");
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    const digest = (tag: string): string => {
      const [, text = ""] = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html) ?? [];
      assert.ok(text.length > 500);
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    assert.equal(
      policy,
      [
        "default-src 'none'",
        `script-src ${digest("script")}`,
        `style-src ${digest("style")}`,
        "img-src data: blob:",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ].join("; "),
    );
    assert.ok(html.length < 400_000);
  });

  it("keeps text of others out of the markup", async () => {
    await leaveDone(folder, "A01", {});
    for (const [name, attack] of Object.entries({
      ...ATTACKS,
      element: "</title></script><img src=x onerror=alert(1)>",
    })) {
      const { html } = pageHtml({ live: { title: attack, dataUrl: attack, eventsUrl: attack } });
      const [, title = ""] = /<title>([^]*?)<\/title>/.exec(html) ?? [];
      assert.doesNotMatch(title, /[<>"']/, name);
      const [, live = ""] = /id="dfiji-live">([^]*?)<\/script>/.exec(html) ?? [];
      assert.equal((JSON.parse(live) as { title: string }).title, attack, name);
    }
  });
});
