import assert from "node:assert/strict";
import { packAnalyzer } from "../../helpers/analyzer";
import { UNKNOWN } from "../../helpers/analyzer-messages";

const jobs = { type: "aws:sqs/queue:Queue", name: "jobs", props: { visibilityTimeoutSeconds: 120 } };

describe("queues hide running jobs", () => {
  it("takes 120 seconds", async () => {
    const analyzer = await packAnalyzer();
    assert.deepEqual(await analyzer.analyze(jobs), []);
  });

  it("refuses 5 seconds", async () => {
    const analyzer = await packAnalyzer();
    const reports = await analyzer.analyze({ ...jobs, props: { visibilityTimeoutSeconds: 5 } });
    assert.deepEqual(
      reports.map(({ policy, level, message }) => ({ policy, level, message })),
      [
        {
          policy: "queues-hide-running-jobs",
          level: "mandatory",
          message: 'queue "jobs": visibilitySeconds is 5; use 30 to 43200 (SQS ends at 12 hours)',
        },
      ],
    );
  });

  it("says that it could not look at seconds that preview hides", async () => {
    const analyzer = await packAnalyzer();
    const [report] = await analyzer.analyze({ ...jobs, props: { visibilityTimeoutSeconds: UNKNOWN } });
    assert.equal(report?.unknownAt, ".visibilityTimeoutSeconds");
  });

  it("leaves exempt queues alone", async () => {
    const analyzer = await packAnalyzer();
    await analyzer.configure({ "queues-hide-running-jobs": { exempt: ["*aws:sqs/queue:Queue::jo*"] } });
    assert.deepEqual(await analyzer.analyze({ ...jobs, props: { visibilityTimeoutSeconds: 5 } }), []);
  });
});
