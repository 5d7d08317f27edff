import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { rounded } from "../cli/page/data/columns";
import { jobName } from "../cli/page/data/job-names";
import { JobTable } from "../cli/page/data/job-table";
import { type PageData } from "../cli/page/data/page-data";
import { wellsOf } from "../cli/page/data/wells-of";
import { pageHtml } from "../cli/page/html";
import { wellName } from "../cli/plate/wells";
import { type Attempt } from "../worker/contract/attempt";
import { type Marker } from "../worker/contract/marker";
import { median, printTable } from "./table";

const SITES = 9;
const [ROWS, COLUMNS] = [16, 24];
/** What a page of 100,000 jobs may take. */
const LIMITS = { mb: 2.5, usableMs: 1500, filterMs: 50, heapMb: 60 };

/** The page of many jobs, as a file, in a real browser: on plates of 384 wells with 9 sites. */
export async function benchPage(sizes: readonly number[], rounds: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dfiji-bench-page-"));
  const browser = await chromium.launch({
    executablePath: process.env["DFIJI_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), "--disable-gpu", "--enable-precise-memory-info"],
  });
  try {
    const rows: string[][] = [];
    for (const jobs of sizes) {
      const file = join(folder, `${jobs}.html`);
      const begin = performance.now();
      const { html } = pageHtml({ data: pageOf(jobs) });
      await writeFile(file, html);
      const madeMs = performance.now() - begin;
      const looks: Look[] = [];
      for (let round = 0; round < rounds; round++) looks.push(await look(browser, file, jobs));
      const middle = (of: (one: Look) => number): number => median(looks.map(of));
      rows.push([
        String(jobs),
        ((await stat(file)).size / 1e6).toFixed(2),
        madeMs.toFixed(0),
        middle(({ usableMs }) => usableMs).toFixed(0),
        middle(({ filterMs }) => filterMs).toFixed(0),
        middle(({ clearMs }) => clearMs).toFixed(0),
        middle(({ sortMs }) => sortMs).toFixed(0),
        middle(({ heapMb }) => heapMb).toFixed(0),
      ]);
    }
    const { mb, usableMs, filterMs, heapMb } = LIMITS;
    rows.push(["limits at 100000", `${mb}`, "", `${usableMs}`, `${filterMs}`, "", "", `${heapMb}`]);
    const head = ["jobs", "file MB", "made ms", "usable ms", "filter ms", "clear ms", "sort ms", "heap MB"];
    printTable("The page as a file in Chromium (median)", head, rows);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Look {
  /** From the start of loading until plate and table are drawn. */
  readonly usableMs: number;
  readonly filterMs: number;
  readonly clearMs: number;
  readonly sortMs: number;
  readonly heapMb: number;
}

async function look(browser: Browser, file: string, jobs: number): Promise<Look> {
  // the policy would stop the measuring code, which is text
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(`{
    const look = () => {
      const isUsable = document.querySelector("[data-well]") && document.querySelector('.rows [role="row"] [role="cell"]');
      if (isUsable) setTimeout(() => (window.usableMs = performance.now())); // after the frame is painted
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }`);
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction("window.usableMs !== undefined");
  const usableMs = await page.evaluate<number>("window.usableMs");
  // until the table's own count has changed, and the frame with it is painted
  const timed = (act: string, isDone: string): Promise<number> =>
    page.evaluate<number>(`new Promise((resolve) => {
      const begin = performance.now();
      ${act};
      const look = () => (${isDone} ? setTimeout(() => resolve(performance.now() - begin)) : requestAnimationFrame(look));
      requestAnimationFrame(look);
    })`);
  const type = (words: string): string =>
    `const field = document.querySelector('input[type="search"]'); field.value = ${JSON.stringify(words)};
     field.dispatchEvent(new Event("input", { bubbles: true }))`;
  const found = `document.querySelector(".found").textContent`;
  const all = await page.evaluate<string>(found);
  await timed(type("zzz"), `${found} !== ${JSON.stringify(all)}`); // the first time it makes the texts that are searched
  await timed(type(""), `${found} === ${JSON.stringify(all)}`);
  const filterMs = await timed(type("p03 c07 not-focused"), `${found} !== ${JSON.stringify(all)}`);
  const filtered = await page.evaluate<string>(found);
  if (!/^\d[\d,]* of /.test(filtered) && !/^0 of/.test(filtered))
    throw new Error(`the filter of ${jobs} jobs found "${filtered}"`);
  const clearMs = await timed(type(""), `${found} === ${JSON.stringify(all)}`);
  const first = `document.querySelector('.rows [role="cell"]').textContent`;
  const before = await page.evaluate<string>(first);
  const bySeconds = `[...document.querySelectorAll(".sort")].find((one) => one.textContent.startsWith("Seconds"))`;
  const sortMs = await timed(`${bySeconds}.click()`, `${first} !== ${JSON.stringify(before)}`);
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  await context.close();
  return { usableMs, filterMs, clearMs, sortMs, heapMb: usedSize / 1e6 };
}

/** Plates with a gradient, an edge effect, and 2 % of failed jobs, as the reader of markers makes them. */
function pageOf(count: number): PageData {
  const table = new JobTable({ list: [], isOnlyListed: false, running: new Map(), isOpenWaiting: false });
  const random = randomOf(7);
  const attempts: Attempt[] = [];
  const numbers = new Map<string, readonly (number | null)[]>();
  for (let job = 0; job < count; job++) {
    const wells = Math.floor(job / SITES);
    const [plate, well] = [Math.floor(wells / (ROWS * COLUMNS)), wells % (ROWS * COLUMNS)];
    const place = { row: Math.floor(well / COLUMNS), column: well % COLUMNS };
    const group = {
      Plate: `P${String(plate + 1).padStart(2, "0")}`,
      Well: wellName(place),
      Site: String((job % SITES) + 1),
    };
    const name = Object.values(group).join("-");
    const jobId = `${name}-${((job * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, "0")}`;
    const startedMs = Date.UTC(2026, 0, 2) + job * 40 + Math.floor(random() * 30);
    const seconds = 2 + random() * 6;
    const isEdge = place.row % (ROWS - 1) === 0 || place.column % (COLUMNS - 1) === 0;
    const nuclei = Math.round((isEdge ? 70 : 90) * (1 - place.column / 60) + random() * 12);
    const made = {
      ...{
        v: 1 as const,
        jobId,
        name,
        group,
        submission: "20260102-000000-0000",
        root: "",
        messageId: "m",
        receiveCount: 1,
      },
      startedAt: new Date(startedMs).toISOString(),
      finishedAt: new Date(startedMs + seconds * 1000).toISOString(),
      seconds: {
        ...{ fetch: round(0.02 + random() * 0.05), run: round(seconds - 0.1) },
        ...{ verify: 0.01, publish: round(0.01 + random() * 0.02) },
      },
      peakMemoryMiB: 700 + Math.floor(random() * 400),
      versions: { dfiji: "0.1.0", imagej: "1.54f", java: "17.0.15" },
      ...{ engine: "imagej" as const, display: "none" as const, scriptSha256: "a".repeat(64), memoryLimitMiB: 6000 },
      parameters: { sigma: "2", threshold: "Otsu" },
      bytes: { in: 16_777_216, out: 30_000 + nuclei * 200 },
      worker: `i-0${(job % 30).toString(16)}abc/${job % 4}`,
      inputs: ["nuclei", "cytoplasm"].map((channel) => ({
        ...{ key: `${group.Plate}/${group.Well}_${group.Site}_${channel}.tif`, sizeBytes: 8_388_608, etag: "e" },
      })),
    };
    if (random() < 0.02) {
      const at = random() < 0.7 ? 19 : 42;
      const reason = at === 19 ? "only 3 nuclei: not-focused?" : "cannot open the image";
      const attempt: Attempt = {
        ...made,
        class: "script-error",
        counted: true,
        reason,
        advice: "read the log",
        line: at,
        logTail: ["count.ijm", reason],
      };
      attempts.push(attempt);
      table.failed(attempt);
      continue;
    }
    const output = `${name}/`;
    const outputs = ["nuclei.csv", "overlay.png"].map((file) => ({ key: output + file, sizeBytes: 20_000, etag: "e" }));
    table.done({ ...made, output, outputs } satisfies Marker);
    numbers.set(name, [nuclei, rounded(120 + random() * 30), rounded(900 + random() * 200)]);
  }
  const { jobs, causes, attempts: failures, placed } = table.columns(attempts);
  const wells = wellsOf(placed, undefined);
  const metrics = [
    { column: null, statistic: "count" },
    { column: "Area", statistic: "mean" },
    { column: "Mean", statistic: "mean" },
  ].map(({ column, statistic }, at) => {
    const ofJobs = jobs.cause.map((_, job) => numbers.get(jobName(jobs, job))?.[at] ?? null);
    const sums = wells.columns.row.map(() => ({ sum: 0, count: 0 }));
    for (const [job, value] of ofJobs.entries()) {
      const well = sums[wells.wellOf[job] ?? -1];
      if (value === null || well === undefined) continue;
      well.sum += value;
      well.count++;
    }
    const ofWells = sums.map(({ sum, count: n }) => (n === 0 ? null : round(statistic === "count" ? sum : sum / n)));
    return { table: "nuclei.csv", column, statistic, job: ofJobs, well: ofWells };
  });
  return {
    ...{
      v: 1,
      title: "screen",
      madeAt: "2026-01-03T00:00:00Z",
      dfiji: "0.1.0",
      layout: null,
      plateFormat: null,
      notes: [],
      queue: null,
      cost: null,
      run: null,
    },
    place: { kind: "folder", description: "/data/screen", words: "--output screen", knowsRunning: true },
    plan: { submission: "20260102-000000-0000", createdAt: "2026-01-02T00:00:00Z", jobs: count, isListed: true },
    jobs: { ...jobs, well: wells.wellOf },
    ...{ causes, attempts: failures, wells: wells.columns, metrics },
    tables: [{ name: "nuclei.csv", jobs: numbers.size, rows: numbers.size * 90 }],
    runs: [
      {
        submission: "20260102-000000-0000",
        createdAt: "2026-01-02T00:00:00Z",
        jobs: count,
        call: { engine: "imagej" },
      },
    ],
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Mulberry32: the same page each time. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
