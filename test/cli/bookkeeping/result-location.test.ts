import assert from "node:assert/strict";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { openQueues } from "../../../cli/bookkeeping/result-location";
import { type Deployment } from "../../../worker/contract/deployment";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { deploymentWith } from "../../helpers/deployment";
import { restoreEnvironment } from "../../helpers/restore-environment";

describe("the queues of a deployment", () => {
  const saved = { ...process.env };
  before(() => {
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    delete process.env["AWS_ENDPOINT_URL"];
  });
  after(() => {
    restoreEnvironment(saved);
  });

  /** The server that a call about the queue would go to. */
  async function serverOf(options: { readonly queue?: string }, deployment: Deployment | undefined): Promise<string> {
    const queues = await openQueues(options, deployment);
    assert.ok(queues);
    let server = "";
    queues.client.middlewareStack.add(
      () => (args) => {
        server = (args.request as { readonly hostname: string }).hostname;
        return Promise.reject(new Error("nothing leaves this test"));
      },
      { step: "finalizeRequest", priority: "low" },
    );
    const call = queues.client.send(new GetQueueAttributesCommand({ QueueUrl: queues.queueUrl }));
    await assert.rejects(call, /nothing leaves this test/);
    queues.client.destroy();
    return server;
  }

  it("are asked for on AWS, whatever server their addresses name", async () => {
    for (const queueUrl of ["http://169.254.169.254/latest/", "https://example.org/123456789012/jobs"]) {
      const deployment = JSON.parse(deploymentWith({ queueUrl, deadLetterQueueUrl: queueUrl })) as Deployment;
      assert.equal(await serverOf({}, deployment), "sqs.us-east-1.amazonaws.com", queueUrl);
    }
  });

  it("are where the command line says, when it names them", async () => {
    const queue = "https://vpce-1.sqs.us-east-1.vpce.amazonaws.com/123456789012/jobs";
    assert.equal(await serverOf({ queue }, undefined), "vpce-1.sqs.us-east-1.vpce.amazonaws.com");
  });
});
