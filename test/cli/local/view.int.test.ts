import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildCli, startCli } from "../../helpers/built-cli";
import { ViewClient } from "../../helpers/view-client";

/** Each job waits for a file of its name in the folder that is the first argument. */
const WAIT = `until [ -e "$1/$2" ]; do sleep 0.05; done; echo Area,1 > "$3/cells.csv"`;

describe("dfiji local --view", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    await buildCli();
    folder = await mkdtemp(join(tmpdir(), "dfiji-local-view-"));
    await mkdir(join(folder, "images"));
    await mkdir(join(folder, "go"));
    for (const name of ["A01.tif", "A02.tif"]) await writeFile(join(folder, "images", name), "x");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("shows jobs as they end, prints its address once, and ends with the run", async () => {
    const argv = ["--input", join(folder, "images"), "--output", join(folder, "results"), "--engine", "command"];
    const command = ["--", "sh", "-c", WAIT, "sh", join(folder, "go"), "{Well}", "{output}"];
    const options = ["--pattern", "{Well}.tif", "--no-check-images", "--copies", "2", "--view"];
    const begunMs = Date.now();
    const running = startCli(["local", ...argv, ...options, ...command]);
    const [, address = ""] = await running.seen(/The plate page: (\S+)\n/);
    const client = new ViewClient(address);
    await client.enter();
    const states = async (): Promise<string> =>
      (JSON.parse((await client.get("data")).text) as { jobs: { state: string } }).jobs.state;
    interface Jobs {
      readonly state: string;
      readonly startedAt: readonly (number | null)[];
      readonly baseMs: number;
      readonly worker: { readonly values: readonly string[]; readonly at: readonly number[] };
    }
    const jobs = async (): Promise<Jobs> => (JSON.parse((await client.get("data")).text) as { jobs: Jobs }).jobs;
    // data are read while a page listens; the last change may come before the next one does
    const changed = (): Promise<unknown> => client.nextEvent("events", async () => undefined).catch(() => undefined);
    while ((await states()) !== "rr") await Promise.race([changed(), delay(500)]);
    const { startedAt, baseMs, worker } = await jobs();
    assert.deepEqual(
      worker.at.map((at) => worker.values[at]).sort(),
      [0, 1].map((copy) => `${hostname()}/copy-${copy}`),
    );
    for (const tenths of startedAt) {
      const startMs = baseMs + (tenths ?? NaN) * 100;
      assert.ok(startMs >= begunMs - 100 && startMs <= Date.now() + 100, `${startMs} since ${begunMs}`);
    }
    while (!/d/.test(await states())) {
      await client.nextEvent("events", () => writeFile(join(folder, "go", "A01"), ""));
    }
    assert.match(await states(), /^d[rw]$/);
    await writeFile(join(folder, "go", "A02"), "");
    const { code, stderr: printed } = await running.result;
    assert.equal(code, 0, printed);
    assert.equal(printed.match(/The plate page/g)?.length, 1);
    await assert.rejects(client.get("data"));
    const kept = join(folder, "results", ".dfiji", "submissions");
    const [record = ""] = (await readdir(kept)).filter((name) => /^[\w-]+\.json$/.test(name));
    const { local } = JSON.parse(await readFile(join(kept, record), "utf8")) as { local: Record<string, unknown> };
    assert.equal(local["inputDir"], join(folder, "images"));
    assert.ok(!("view" in local), "a retry would refuse an option that it does not know");
  });
});
