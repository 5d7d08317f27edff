import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { download, type DownloadRequest, forgetDownload, sha256Of } from "../../../cli/fiji/download";
import { type CliError } from "../../../cli/shared/exit";
import { type FileServer, serveFile } from "../../helpers/file-server";

describe("download", () => {
  const bytes = randomBytes(300_000);
  let folder: string;
  let server: FileServer;
  let partFile: string;
  let notes: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-download-"));
    partFile = join(folder, "Fiji.part");
    server = await serveFile(bytes);
    notes = [];
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });

  const call = (more: Partial<DownloadRequest> = {}): Promise<void> =>
    download({
      url: server.url,
      partFile,
      isPinned: false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      note: (text) => notes.push(text),
      waitMs: 0,
      ...more,
    });
  const ranges = (): (string | undefined)[] => server.asked.map(({ range }) => range);
  const isWhole = async (): Promise<void> => assert.ok((await readFile(partFile)).equals(server.bytes));
  const cutAt =
    (...places: number[]) =>
    (come: number): void =>
      places.includes(come) ? server.cut() : undefined;
  /** Leaves the first bytes, as a call that was ended does. */
  async function leave(count: number): Promise<void> {
    server.stalls.push(count);
    const stop = new AbortController();
    const onProgress = (come: number): void => (come >= count ? stop.abort("stopped") : undefined);
    await assert.rejects(call({ signal: stop.signal, onProgress }));
    assert.equal((await stat(partFile)).size, count);
  }

  it("brings a file, and its progress and digest", async () => {
    const seen: [number, number | undefined][] = [];
    await call({ onProgress: (...progress) => seen.push(progress) });
    await isWhole();
    assert.deepEqual(seen.at(-1), [300_000, 300_000]);
    assert.equal(await sha256Of(partFile, new AbortController().signal), server.sha256);
    await forgetDownload(partFile);
    assert.equal(existsSync(partFile) || existsSync(`${partFile}.json`), false);
  });

  it("resumes after two cuts within one call, each time where it was", async () => {
    server.stalls.push(100_000, 50_000);
    await call({ onProgress: cutAt(100_000, 150_000) });
    await isWhole();
    assert.deepEqual(ranges(), [undefined, "bytes=100000-", "bytes=150000-"]);
    assert.equal(server.asked[1]!["if-range"], `"${server.sha256}"`);
    assert.match(notes.join("\n"), /cut after 0\.1 MiB/);
  });

  it("gives up when a cut connection brings nothing more, and the next call resumes", async () => {
    server.stalls.push(100_000, 0);
    await assert.rejects(call({ onProgress: cutAt(100_000) }), (error: CliError) => {
      assert.equal(error.exitCode, 3);
      assert.match(error.details.join(), /0\.1 MiB are in .*Fiji\.part: the same command resumes/);
      return true;
    });
    await call();
    await isWhole();
    assert.deepEqual(ranges(), [undefined, "bytes=100000-", "bytes=100000-"]);
  });

  it("resumes what a stopped call left, and asks for nothing when all is there", async () => {
    await leave(120_000);
    await call();
    await isWhole();
    assert.deepEqual(ranges(), [undefined, "bytes=120000-"]);
    await call();
    assert.equal(server.asked.length, 2);
  });

  it("starts again when the server has another file now", async () => {
    await leave(120_000);
    server.bytes = randomBytes(200_000);
    await call();
    await isWhole();
    assert.match(notes.join("\n"), /file has changed or the server cannot resume; starting again/);
  });

  it("starts again when it is the download of another address", async () => {
    await leave(120_000);
    await call({ url: `${server.url}?` }).catch(() => undefined);
    assert.equal(server.asked[1]!.range, undefined);
  });

  it("resumes without a version only when the digest is known", async () => {
    server.hasVersion = false;
    await leave(120_000);
    await call({ isPinned: true });
    await isWhole();
    assert.equal(ranges()[1], "bytes=120000-");
    await forgetDownload(partFile);
    await leave(120_000);
    await call();
    await isWhole();
    assert.equal(ranges()[3], undefined);
  });

  it("starts again when the file became shorter than what is there", async () => {
    server.hasVersion = false;
    await leave(250_000);
    server.bytes = randomBytes(200_000);
    await call({ isPinned: true });
    await isWhole();
    assert.match(notes.join("\n"), /another file now/);
  });

  it("says what the server answered, and where to look", async () => {
    await assert.rejects(call({ url: server.url.replace("fiji.zip", "no.zip") }), (error: CliError) => {
      assert.match(error.message, /no\.zip answered 404 Not Found$/);
      assert.match(error.details.join(), /https:\/\/fiji\.sc.*--url ADDRESS/);
      return error.exitCode === 3;
    });
  });

  it("says why there is no connection", async () => {
    await assert.rejects(call({ url: "http://127.0.0.1:9/fiji.zip" }), (error: CliError) => {
      assert.match(error.message, /fiji\.zip did not come: /);
      return error.exitCode === 3;
    });
  });

  it("names the file that cannot be written", async () => {
    const missing = join(folder, "absent", "Fiji.part");
    await assert.rejects(call({ partFile: missing }), (error: CliError) => {
      assert.match(error.message, /^cannot write .*absent\/Fiji\.part: ENOENT/);
      return error.exitCode === 3;
    });
  });
});
