import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { GetObjectCommand, type GetObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { UnsafePathError } from "../../../worker/host/safe-files";
import { S3Store } from "../../../worker/storage/s3-store";

const MIB = 2 ** 20;

describe("a text in a bucket", () => {
  const textOf = async (stream: Readable): Promise<string | undefined> => {
    const mock = mockClient(S3Client);
    mock.on(GetObjectCommand).resolves({ Body: stream as NonNullable<GetObjectCommandOutput["Body"]> });
    try {
      const client = new S3Client({ region: "eu-central-1" });
      return await new S3Store({ client, bucket: "b", prefix: "p/" }).getText("k.json");
    } finally {
      mock.restore();
    }
  };

  it("is put together from its pieces, also in the midst of a character", async () => {
    const bytes = Buffer.from("{é}");
    assert.equal(await textOf(Readable.from([bytes.subarray(0, 2), bytes.subarray(2)])), "{é}");
  });

  it("is read up to 64 MiB and no further", async () => {
    const full = Buffer.alloc(MIB, "x");
    assert.equal((await textOf(Readable.from(Array<Buffer>(64).fill(full))))?.length, 64 * MIB);
    let pieces = 0;
    const endless = Readable.from(
      (function* () {
        for (;;) {
          pieces++;
          yield full;
        }
      })(),
      { highWaterMark: 1 },
    );
    await assert.rejects(textOf(endless), (error: unknown) => {
      assert.ok(error instanceof UnsafePathError);
      assert.equal(error.message, "s3://b/p/k.json has more than 67108864 bytes: it is not read");
      return true;
    });
    assert.ok(endless.destroyed);
    assert.ok(pieces < 70, `${pieces} pieces`);
  });
});
