import assert from "node:assert/strict";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { type LocalQueue, startLocalQueue } from "../../../cli/local/emulator";

describe("the embedded queue", () => {
  let queue: LocalQueue;
  before(async () => (queue = await startLocalQueue()));
  after(() => queue.stop());

  it("is reached from this computer only", async () => {
    assert.equal(new URL(queue.endpoint).hostname, "127.0.0.1");
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal, family }) => !internal && family === "IPv4");
    for (const { address } of others) {
      const answer = await new Promise((resolve) => {
        const socket = connect(Number(new URL(queue.endpoint).port), address);
        socket.once("connect", () => resolve("open")).once("error", (error) => resolve(error.message));
        socket.once("close", () => socket.destroy());
        socket.setTimeout(2000, () => resolve("no answer"));
      });
      assert.notEqual(answer, "open", address);
    }
  });

  it("gives back what a vanished worker held", async () => {
    const { client, queueUrl } = queue;
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: "job" }));
    const receive = async (): Promise<number> =>
      (await client.send(new ReceiveMessageCommand({ QueueUrl: queueUrl }))).Messages?.length ?? 0;
    assert.equal(await receive(), 1);
    assert.equal(await receive(), 0);
    await queue.releaseInFlight();
    assert.equal(await receive(), 1);
  });
});
