import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { startView } from "../../../../cli/page/view/start-view";
import { type ViewServer } from "../../../../cli/page/view/server";
import { CliError } from "../../../../cli/shared/exit";
import { submissionKey } from "../../../../cli/bookkeeping/submissions";
import { doneKey, logKey } from "../../../../worker/contract/keys";
import { FolderStore } from "../../../../worker/storage/folder-store";
import { buildCli, startCli } from "../../../helpers/built-cli";
import { failedAttempt, leaveDone, leaveFailed, leavePlan } from "../../../helpers/fake-results";
import { imagejTiff } from "../../../helpers/imagej-tiff";
import { openPorts, processTree } from "../../../helpers/sockets";
import { ViewClient } from "../../../helpers/view-client";

const HTML = `<!doctype html><script>alert(1)</script>`;

describe("dfiji view", function () {
  this.timeout(60_000);
  let top: string;
  let folder: string;
  let images: string;
  let server: ViewServer;
  let client: ViewClient;

  const start = (outputDir: string, more: { inputDir?: string; port?: number } = {}): Promise<ViewServer> =>
    startView({
      place: { outputs: new FolderStore(outputDir), outputDir },
      options: { words: "--output results" },
      title: "results",
      ...more,
    });

  /** A job with an image as input, and these results. */
  const leaveJob = async (well: string, files: Readonly<Record<string, string>>): Promise<void> => {
    const image = `${well}_dapi.tif`;
    const pixels = Uint16Array.from({ length: 64 }, (_, i) => i * 100);
    await writeFile(join(images, image), imagejTiff({ width: 8, height: 8, planes: [pixels] }));
    const { size, mtimeMs } = await stat(join(images, image));
    const marker = await leaveDone(folder, well, files, { group: { Plate: "P1", Well: well } });
    const inputs = [{ key: image, sizeBytes: size, etag: `${size}-${Math.trunc(mtimeMs)}` }];
    const submission = "20260102-030405-0000";
    await writeFile(join(folder, doneKey("", marker.jobId)), JSON.stringify({ ...marker, submission, inputs }));
  };

  const submission = (outputDir: string) => ({
    ...{ v: 1, submission: "20260102-030405-0000", createdAt: "2026-01-02T03:04:05Z", roots: [""], count: 3 },
    ...{ planSha256: "x", queued: 3, complete: true, local: { inputDir: images, outputDir } },
  });

  before(async () => {
    await buildCli();
    top = await realpath(await mkdtemp(join(tmpdir(), "dfiji-view-")));
    [folder, images] = [join(top, "results"), join(top, "images")];
    await mkdir(images);
    await writeFile(join(top, "secret.csv"), "secret");
    await leavePlan(folder, Object.fromEntries(["A01", "A02", "A03"].map((Well) => [Well, { Plate: "P1", Well }])));
    await writeFile(join(folder, submissionKey("20260102-030405-0000")), JSON.stringify(submission(folder)));
    await leaveJob("A01", { "nuclei.csv": "Area\n1\n", "evil.html": HTML, "linked.csv": "x" });
    await rm(join(folder, "A01", "linked.csv"));
    await symlink(join(top, "secret.csv"), join(folder, "A01", "linked.csv"));
    await leaveFailed(folder, "A02", { group: { Plate: "P1", Well: "A02" }, inputs: failedAttempt("x").inputs ?? [] });
    await mkdir(join(folder, ".dfiji", "logs"), { recursive: true });
    await writeFile(join(folder, logKey("", "A02-00000000")), `${"<b>x</b>\n".repeat(200_000)}the end\n`);
    server = await start(folder);
    client = new ViewClient(server.address);
    await client.enter();
  });
  after(async () => {
    await server?.close();
    if (top) await rm(top, { recursive: true, force: true });
  });

  it("opens with the token of its address, which moves to a cookie", async () => {
    const fresh = new ViewClient(server.address);
    assert.equal((await fresh.get("")).status, 403);
    const entered = await fresh.enter();
    assert.equal(entered.status, 303);
    assert.equal(entered.headers.location, fresh.page.pathname);
    assert.match(entered.headers["set-cookie"]?.[0] ?? "", /HttpOnly; SameSite=Strict/);
    assert.equal((await fresh.get("")).status, 200);
    assert.ok(!entered.text.includes("token"));
  });

  it("sends the page with a policy, and lets no other page show it", async () => {
    const { headers, text } = await client.get("");
    const policy = String(headers["content-security-policy"]);
    assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'/);
    for (const part of ["require-trusted-types-for 'script'", "frame-ancestors 'none'", "base-uri 'none'"]) {
      assert.ok(policy.includes(part), part);
    }
    assert.equal(headers["x-frame-options"], "DENY");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.ok(text.includes(`"dataUrl":"data"`));
  });

  it("answers to no other name of the host, from no other page and to no form", async () => {
    for (const headers of [
      { host: "evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ]) {
      const { status, text } = await client.get("data", headers);
      assert.ok(status === 421 || status === 403, `${status}`);
      assert.ok(!text.includes("A01"));
    }
    assert.equal((await client.get("data", { host: "localhost:9000" })).status, 200);
    assert.equal((await client.get("data", {}, "POST")).status, 405);
  });

  it("sends the data packed, and not again while they are the same", async () => {
    const plain = await client.get("data");
    const data = JSON.parse(plain.text) as { jobs: { count: number; state: string } };
    assert.deepEqual([data.jobs.count, data.jobs.state], [3, "dfn"]);
    const packed = await client.get("data", { "accept-encoding": "gzip" });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.deepEqual(JSON.parse(gunzipSync(packed.bytes).toString()), data);
    const again = await client.get("data", { "if-none-match": plain.headers.etag ?? "" });
    assert.deepEqual([again.status, again.text], [304, ""]);
  });

  it("lists the files of a job and draws its images with the plate's contrast", async () => {
    const list = JSON.parse((await client.get("files/list?job=A01-00000000")).text) as {
      inputs: { key: string }[];
      outputs: unknown[];
      images: { facts: { bits: number }; isChanged: boolean }[];
    };
    assert.deepEqual(
      list.inputs.map(({ key }) => key),
      ["A01_dapi.tif"],
    );
    assert.deepEqual(list.outputs.length, 3);
    assert.deepEqual([list.images.length, list.images[0]?.facts.bits, list.images[0]?.isChanged], [1, 16, false]);
    const picture = "job=A01-00000000&side=input&key=A01_dapi.tif&channel=0";
    const contrast = JSON.parse((await client.get(`files/contrast?${picture}`)).text);
    assert.deepEqual(contrast, { id: '["P1","input","dapi",0]', low: 0, high: 6300, images: 1, of: 2 });
    const drawing = `${picture}&slice=0&frame=0&contrast=plate&low=0&high=6300`;
    const small = await client.get(`files/picture?${drawing}&size=256`);
    assert.deepEqual([small.status, small.headers["content-type"]], [200, "image/webp"]);
    const full = await client.get(`files/picture?${drawing}&size=full`);
    assert.deepEqual([full.headers["content-type"], full.bytes.readUInt32BE(16)], ["image/png", 8]);
  });

  it("sends a result as a download, and never as a page of its own", async () => {
    const { headers, text } = await client.get("files/result?job=A01-00000000&key=A01/evil.html");
    assert.equal(text, HTML);
    assert.equal(headers["content-type"], "application/octet-stream");
    assert.equal(headers["content-disposition"], "attachment; filename*=UTF-8''evil.html");
    assert.match(String(headers["content-security-policy"]), /sandbox/);
  });

  it("sends the end of a long log as text", async () => {
    const { headers, text } = await client.get("files/log?job=A02-00000000");
    assert.equal(headers["content-type"], "text/plain; charset=utf-8");
    assert.match(text, /^\(the first 751432 characters are left out\)\n/);
    assert.ok(text.endsWith("<b>x</b>\nthe end\n"));
  });

  for (const [path, status, message] of [
    ["files/result?job=A01-00000000&key=../secret.csv", 404, "no job has such a result"],
    [
      "files/result?job=A01-00000000&key=A01/linked.csv",
      404,
      "it is a link out of its folder; only files inside are shown",
    ],
    ["files/result?job=A01-00000000&key=.dfiji/lock", 404, "no job has such a result"],
    ["files/result?job=../../etc/passwd&key=x", 404, "no job has such a result"],
    ["files/log?job=../secret", 404, "no log of this job"],
    ["files/log?job=A01-00000000", 404, "no log of this job"],
    ["files/list?job=A03-00000000", 404, "no record of this job: it did not run yet, or is not on the page"],
    ["files/list", 400, `"job" is missing or too long`],
    ["files/contrast?job=a&side=up&key=b&channel=0", 400, `"side" must be input or output`],
    ["files/contrast?job=a&side=input&key=b&channel=-1", 400, `"channel" must be a whole number from 0 to 1000000`],
    [
      "files/picture?job=a&side=input&key=b&channel=0&slice=0&frame=0&contrast=plate&low=5&high=NaN&size=9",
      400,
      `"high" must be a number`,
    ],
    [
      "files/picture?job=a&side=input&key=b&channel=0&slice=0&frame=0&contrast=plate&low=5&high=5&size=9",
      400,
      `"low" must be below "high"`,
    ],
    ["files/picture?job=a&side=input&key=b&channel=0&slice=0&frame=0&contrast=own&size=99999", 400, /"size" must be/],
    ["constructor", 404, "nothing is here"],
    ["__proto__", 404, "nothing is here"],
    ["data/", 404, "nothing is here"],
    ["%2e%2e/%2e%2e/etc/passwd", 404, /^nothing is here/],
  ] as const) {
    it(`answers ${path} with ${status}`, async () => {
      const answer = await client.get(path);
      assert.equal(answer.status, status);
      if (typeof message === "string") assert.equal(answer.text.trim(), message);
      else assert.match(answer.text, message);
      assert.ok(!answer.text.includes(top), "no path of this computer");
      assert.equal(answer.headers["content-type"], "text/plain; charset=utf-8");
    });
  }

  it("says when the data have changed", async () => {
    const before = (await client.get("data")).headers.etag;
    assert.equal(await client.nextEvent("events", () => leaveJob("A03", { "nuclei.csv": "Area\n2\n" })), "changed");
    const { text, headers } = await client.get("data");
    assert.notEqual(headers.etag, before);
    assert.equal((JSON.parse(text) as { jobs: { state: string } }).jobs.state, "dfd");
  });

  it("takes no input folder from results that were made elsewhere", async () => {
    const strange = join(top, "unpacked");
    await leavePlan(strange, { A01: { Plate: "P1", Well: "A01" } });
    await writeFile(
      join(strange, submissionKey("20260102-030405-0000")),
      JSON.stringify(submission("/home/other/results")),
    );
    const marker = await leaveDone(strange, "A01", {}, { group: { Plate: "P1", Well: "A01" } });
    const inputs = [{ key: "A01_dapi.tif", sizeBytes: 1, etag: "e" }];
    const record = { ...marker, submission: "20260102-030405-0000", inputs };
    await writeFile(join(strange, doneKey("", marker.jobId)), JSON.stringify(record));
    for (const [more, problem] of [
      [{}, "its folder is not known: give --input DIR"],
      [{ inputDir: images }, undefined],
    ] as const) {
      const other = await start(strange, more);
      try {
        const visitor = new ViewClient(other.address);
        await visitor.enter();
        const list = JSON.parse((await visitor.get("files/list?job=A01-00000000")).text);
        assert.equal(list.images[0].problem, problem);
      } finally {
        await other.close();
      }
    }
  });

  it("names a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    try {
      await assert.rejects(start(folder, { port }), (error) => {
        assert.ok(error instanceof CliError);
        assert.equal(error.message, `port ${port} is taken: give another --port, or none for any that is free`);
        return error.exitCode === 3;
      });
    } finally {
      taken.close();
    }
  });

  it("prints its address once, listens on 127.0.0.1 alone, and ends with Ctrl-C", async () => {
    const running = startCli(["view", "--output", folder, "--no-open"], {
      env: { ...process.env, SSH_CONNECTION: "" },
    });
    await running.seen(/Ctrl-C ends it/);
    const ports = process.platform === "linux" ? await openPorts(await processTree(running.child.pid ?? 0)) : [];
    running.child.kill("SIGINT");
    const { code, stdout, stderr } = await running.result;
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^The plate page: http:\/\/127\.0\.0\.1:\d+\/[\w-]{12}\/\?token=[\w-]{32}\n$/);
    if (process.platform === "linux") {
      assert.equal(ports.length, 1);
      assert.match(ports[0] ?? "", /^tcp: \d+: 0100007F:/);
    }
  });

  it("refuses an input folder that does not exist, before it listens", async () => {
    const { code, stderr } = await startCli(["view", "--output", folder, "--input", join(top, "none")]).result;
    assert.equal(code, 2);
    assert.match(stderr, /--input is .*none: no such folder/);
  });
});
