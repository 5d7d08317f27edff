import assert from "node:assert/strict";
import { CreateMultipartUploadCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { makeS3Client } from "../../../worker/storage/s3-client";

describe("an S3 client with an upload ACL", () => {
  it("sends it with each object that is stored, whole or in parts, and with nothing that is read", async () => {
    const client = makeS3Client({
      region: "us-east-1",
      endpoint: "http://127.0.0.1:9",
      uploadAcl: "bucket-owner-full-control",
    });
    const sent: unknown[] = [];
    // the last step before the wire: no server is asked
    client.middlewareStack.add(
      () => async (args) => {
        sent.push((args.request as { headers: Record<string, string> }).headers["x-amz-acl"]);
        throw new Error("not sent");
      },
      { step: "build", priority: "low", name: "catch" },
    );
    const place = { Bucket: "results", Key: "a.csv" };
    await assert.rejects(client.send(new PutObjectCommand({ ...place, Body: "1" })), /not sent/u);
    await assert.rejects(client.send(new CreateMultipartUploadCommand(place)), /not sent/u);
    await assert.rejects(client.send(new GetObjectCommand(place)), /not sent/u);
    assert.deepEqual(sent, ["bucket-owner-full-control", "bucket-owner-full-control", undefined]);
  });
});
