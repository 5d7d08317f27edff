import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../../cli/main";
import { type ExperimentRow } from "../../../cli/monitor/run-experiments";
import { EMULATOR_ENVIRONMENT } from "../../helpers/aws-environment";
import { FakeIo } from "../../helpers/cli-io";
import { deploymentWith } from "../../helpers/deployment";
import { startEmulator } from "../../helpers/emulator";
import { standInPulumi } from "../../helpers/pulumi-stand-in";
import { recordCalls } from "../../helpers/recorded-calls";
import { restoreEnvironment } from "../../helpers/restore-environment";

describe("dfiji experiments", function () {
  this.timeout(60_000);

  it("lists stacks with jobs and cost, one before its first `up`, and one that cannot be read: exit 1", async () => {
    const saved = { ...process.env };
    const folder = await mkdtemp(join(tmpdir(), "dfiji-experiments-"));
    const emulator = await startEmulator();
    Object.assign(process.env, EMULATOR_ENVIRONMENT);
    const { url, deadUrl } = emulator.makeQueues("fiji-dev-jobs");
    emulator.makeBucket("my-images");
    const deployment = JSON.parse(
      deploymentWith({ queueUrl: url, deadLetterQueueUrl: deadUrl, storageGiB: 73, publicIp: true }),
    ) as unknown;
    process.env["PATH"] = await standInPulumi(folder, [
      {
        call: "stack ls",
        stdout: JSON.stringify([
          { name: "dev", current: true, lastUpdate: "2026-01-02T03:04:05Z" },
          { name: "new" },
          { name: "old", lastUpdate: "2026-01-01T03:04:05Z" },
        ]),
      },
      { call: "stack output --json --stack dev", stdout: JSON.stringify({ deployment }) },
      { call: "stack output --json --stack old", stdout: "{}" },
    ]);
    const machine = {
      InstanceId: "i-1",
      InstanceLifecycle: "spot",
      InstanceType: "m5.large",
      State: { Name: "running" },
      Placement: { AvailabilityZone: "a" },
    };
    const recorded = recordCalls({
      DescribeInstances: { Reservations: [{ Instances: [machine] }] },
      DescribeSpotPriceHistory: {
        SpotPriceHistory: [{ InstanceType: "m5.large", AvailabilityZone: "a", SpotPrice: "0.04" }],
      },
    });
    try {
      const call = async (...args: readonly string[]) => {
        const io = new FakeIo(folder);
        assert.equal(await main(["experiments", "--endpoint", emulator.endpoint, ...args], io), 1);
        return io.out;
      };
      const [dev, fresh, old] = (await call("--json")).map((line) => JSON.parse(line) as ExperimentRow);
      assert.deepEqual(dev?.counts, {
        region: "us-east-1",
        waiting: 0,
        running: 0,
        done: 0,
        failed: 0,
        machines: 1,
        usdPerHour: 0.04 + (0.008 + 0.005), // machine, 73 GiB, address
        pricesComplete: true,
        validUntil: "2000-01-01T00:00:00Z",
      });
      assert.deepEqual([fresh?.counts, fresh?.problem], [undefined, undefined]);
      assert.match(old?.problem ?? "", /^stack "old" has no output "deployment"/);
      const table = await call();
      assert.match(table[1]!, /^dev \* +0 +0 +0 +0 +1 +0\.0530 +2000-01-01T00:00:00Z$/);
      assert.match(table[2]!, /^new +not created: pulumi up$/);
    } finally {
      recorded.stop();
      restoreEnvironment(saved);
      await emulator.stop();
      await rm(folder, { recursive: true });
    }
  });
});
