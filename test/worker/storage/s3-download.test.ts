import assert from "node:assert/strict";
import { S3Client } from "@aws-sdk/client-s3";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { download } from "../../../worker/storage/s3-download";

describe("a download from S3", () => {
  const date = new Date("2019-03-04T05:06:07Z");
  /** The connection breaks once this much is in the file. */
  const broken = (text: string, path: string): Readable =>
    Readable.from(
      (async function* () {
        if (text !== "") yield Buffer.from(text);
        while (text !== "" && (await sizeOf(path)) < text.length) await setImmediate();
        throw new Error("socket hang up");
      })(),
    );

  const sizeOf = async (path: string): Promise<number> =>
    stat(path).then(
      ({ size }) => size,
      () => 0, // not made yet
    );

  for (const [title, bodies] of [
    ["whole", (_: string) => [Readable.from([Buffer.from("image")])]],
    [
      "taken up where its connection broke",
      (path: string) => [broken("ima", path), Readable.from([Buffer.from("ge")])],
    ],
    [
      "whose connection broke before the first byte",
      (path: string) => [broken("", path), Readable.from([Buffer.from("image")])],
    ],
    ["whose connection broke after the last byte", (path: string) => [broken("image", path)]],
  ] as const) {
    it(`has the date of the upload, ${title}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "dfiji-download-"));
      const client = new S3Client({ region: "us-east-1" });
      const path = join(folder, "a.tif");
      const left = [...bodies(path)];
      client.middlewareStack.add(
        () => async () => ({
          response: {},
          output: { $metadata: {}, Body: left.shift() ?? assert.fail("asked once too often"), LastModified: date },
        }),
        { step: "initialize" },
      );
      await download(client, { Bucket: "images", Key: "a.tif" }, 5, path, undefined);
      assert.deepEqual([await readFile(path, "utf8"), (await stat(path)).mtime, left.length], ["image", date, 0]);
      client.destroy();
      await rm(folder, { recursive: true });
    });
  }
});
