import assert from "node:assert/strict";
import { type JobCounts } from "../../../../components/fleet-controller/lambda/facts";
import { refuseWithJobs } from "../../../../components/fleet-controller/lambda/protection";

const ON = { protectJobs: true, project: "distributed-fiji", queue: "fiji-dev-jobs" };
const counts = (visible: number, inFlight: number) => (): Promise<JobCounts> => Promise.resolve({ visible, inFlight });

describe("the protection of jobs at destroy", () => {
  it("refuses while jobs wait or run, with the numbers and the commands that lift it", async () => {
    for (const [visible, inFlight] of [
      [3, 0],
      [0, 2],
    ] as const) {
      const text = `${visible} jobs wait and ${inFlight} run in fiji-dev-jobs (approximately). Nothing was deleted. Wait for them; or take back those that wait: \`dfiji cancel --all\`; or give all of them up: \`pulumi config set distributed-fiji:protectJobs false\`, \`pulumi up --refresh\`, then \`pulumi destroy --refresh\` again`;
      await assert.rejects(refuseWithJobs(ON, counts(visible, inFlight)), { message: text });
    }
  });
  it("lets an empty queue go, and one that is gone", async () => {
    await refuseWithJobs(ON, counts(0, 0));
    await refuseWithJobs(ON, () => Promise.resolve(undefined));
  });
  it("lets everything go when it cannot look: a broken function must not hold a stack", async () => {
    await refuseWithJobs(ON, () => Promise.reject(new Error("AccessDenied")));
  });
  it("does not look when it is switched off", async () => {
    await refuseWithJobs({ ...ON, protectJobs: false }, () => assert.fail("it looked"));
  });
});
