import assert from "node:assert/strict";
import { CreateBucketCommand, HeadObjectCommand, ListMultipartUploadsCommand, type S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeS3Client } from "../../../worker/storage/s3-client";
import { S3Store } from "../../../worker/storage/s3-store";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { type Emulator, startEmulator } from "../../helpers/emulator";
import { sharedMoto } from "../../helpers/moto";
import { type OwnedBuckets, startOwnedBuckets } from "../../helpers/owned-buckets";
import { behavesLikeAStore, listed } from "./store-behaviour";

Object.assign(process.env, EMULATOR_ENVIRONMENT);
let buckets = 0;
async function freshStore(client: S3Client, headFirst: boolean): Promise<S3Store> {
  const bucket = `bucket-${++buckets}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return new S3Store({ client, bucket, prefix: "some/prefix/", headFirst });
}

describe("S3Store on the embedded emulator", () => {
  let emulator: Emulator;
  let client: S3Client;
  before(async () => {
    emulator = await startEmulator();
    client = makeS3Client({ endpoint: emulator.endpoint });
  });
  after(async () => {
    client.destroy();
    await emulator.stop();
  });

  behavesLikeAStore(() => freshStore(client, true));

  it("fetches a file with the date of its upload", async () => {
    const store = await freshStore(client, true);
    const object = await store.putText("a.tif", "image");
    const path = join(await mkdtemp(join(tmpdir(), "dfiji-s3-")), "a.tif");
    await store.fetch(object, path);
    const place = { Bucket: `bucket-${buckets}`, Key: "some/prefix/a.tif" };
    const { LastModified } = await client.send(new HeadObjectCommand(place));
    assert.deepEqual((await stat(path)).mtime, LastModified);
    await rm(dirname(path), { recursive: true });
  });

  it("lists every page", async () => {
    const store = await freshStore(client, true);
    const keys = Array.from({ length: 2300 }, (_, index) => `many/${String(index).padStart(4, "0")}`);
    for (let at = 0; at < keys.length; at += 100) {
      await Promise.all(keys.slice(at, at + 100).map((key) => store.putText(key, "")));
    }
    assert.deepEqual((await listed(store, "many/")).map(({ key }) => key).sort(), keys);
  });
});

describe("S3Store on moto", () => {
  let moto: Awaited<ReturnType<typeof sharedMoto>>;
  let client: S3Client;
  before(async function () {
    this.timeout(300_000);
    moto = await sharedMoto();
    client = makeS3Client({ endpoint: moto.endpoint });
  });
  after(async () => {
    client.destroy();
    await moto.stop();
  });

  behavesLikeAStore(() => freshStore(client, false));

  it("lets exactly one of many concurrent writers be the first", async () => {
    const store = await freshStore(client, false);
    const wins = await Promise.all(
      Array.from({ length: 12 }, (_, index) => store.putTextIfAbsent("done/a.json", String(index))),
    );
    assert.equal(wins.filter(Boolean).length, 1);
    assert.equal(await store.getText("done/a.json"), String(wins.indexOf(true)));
  });

  it("stores and fetches a large file in parts, byte for byte", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-large-"));
    const store = await freshStore(client, false);
    const bytes = Buffer.alloc(12 * 2 ** 20, "0123456789abcdef-");
    await writeFile(join(folder, "large"), bytes);
    const stored = await store.put(join(folder, "large"), "large.tif");
    assert.deepEqual(await store.head("large.tif"), stored);
    await store.fetch(stored, join(folder, "back"));
    assert.ok(bytes.equals(await readFile(join(folder, "back"))));
    await rm(folder, { recursive: true });
  });

  it("leaves no parts behind when an upload is aborted", async () => {
    const folder = await mkdtemp(join(tmpdir(), "dfiji-abort-"));
    const store = await freshStore(client, false);
    await writeFile(join(folder, "huge"), "");
    await truncate(join(folder, "huge"), 400 * 2 ** 20);
    assert.equal((await stat(join(folder, "huge"))).size, 400 * 2 ** 20);
    const controller = new AbortController();
    const reason = new Error("lease lost");
    const putting = store.put(join(folder, "huge"), "huge.tif", controller.signal);
    const open = async () => {
      const place = { Bucket: `bucket-${buckets}` };
      return (await client.send(new ListMultipartUploadsCommand(place))).Uploads?.length ?? 0;
    };
    while ((await open()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort(reason);
    await assert.rejects(putting, reason);
    assert.equal(await open(), 0);
    assert.equal(await store.head("huge.tif"), undefined);
    await rm(folder, { recursive: true });
  });
});

describe("S3Store on buckets with an owner", () => {
  const OWNER = "123456789012";
  const BUCKET = "owned";
  let emulator: Emulator;
  let owned: OwnedBuckets;
  let folder: string;
  before(async () => {
    emulator = await startEmulator();
    emulator.makeBucket(BUCKET);
    folder = await mkdtemp(join(tmpdir(), "dfiji-owned-"));
  });
  beforeEach(async () => (owned = await startOwnedBuckets(emulator.endpoint, OWNER)));
  afterEach(() => owned.stop());
  after(async () => {
    await emulator.stop();
    await rm(folder, { recursive: true });
  });
  const storeFor = (bucketOwner: string | undefined): S3Store =>
    new S3Store({
      client: makeS3Client({ endpoint: owned.endpoint, bucketOwner }),
      bucket: BUCKET,
      prefix: "p/",
      headFirst: true,
    });

  it("names the owner in every call, those of listings, downloads and uploads in parts among them", async () => {
    const store = storeFor(OWNER);
    await writeFile(join(folder, "large"), Buffer.alloc(12 * 2 ** 20, 1));
    const stored = await store.put(join(folder, "large"), "large");
    await store.putText("small", "text");
    assert.equal(await store.putTextIfAbsent("small", "other"), false);
    assert.deepEqual((await listed(store, "")).map(({ key }) => key).sort(), ["large", "small"]);
    assert.equal((await store.head("large"))?.sizeBytes, 12 * 2 ** 20);
    await store.fetch(stored, join(folder, "back"));
    assert.equal(await store.getText("small"), "text");
    await store.remove("small");
    assert.deepEqual(
      owned.calls.filter(({ expectedOwner }) => expectedOwner !== OWNER),
      [],
    );
    assert.ok(owned.calls.length >= 12, String(owned.calls.length));
  });

  it("names no owner where none is expected", async () => {
    assert.equal(await storeFor(undefined).getText("none"), undefined);
    assert.deepEqual(owned.calls, [{ call: "GET /owned/p/none", expectedOwner: undefined }]);
  });

  it("says of another account's bucket why it is refused, and never takes its objects for missing", async () => {
    const store = storeFor("210987654321");
    const why = /or the bucket does not belong to account 210987654321\)$/;
    await assert.rejects(store.head("none"), why);
    await assert.rejects(store.getText("none"), why);
    await assert.rejects(store.putText("a", ""), why);
    await assert.rejects(listed(store, ""), why);
  });

  it("tells a missing object from a forbidden one where S3 answers 403 to both", async () => {
    const store = storeFor(undefined);
    await store.putText("ab", "text");
    owned.hideMissing();
    assert.equal(await store.head("a"), undefined);
    assert.equal(await store.getText("a"), undefined);
    assert.equal(await store.getText("ab"), "text");
    owned.forbid("/owned/p/ab");
    await assert.rejects(store.head("ab"));
    await assert.rejects(store.getText("ab"), /Access Denied/);
  });
});
