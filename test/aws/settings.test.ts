import assert from "node:assert/strict";
import { awsTestSettings, CONSENT } from "./settings";
import { until } from "./until";

describe("the test on AWS itself", () => {
  const good = { DFIJI_TEST_AWS: CONSENT, AWS_REGION: "eu-west-1" };

  it("runs only where someone said that money may be spent, in a region that was named", () => {
    assert.deepEqual(awsTestSettings(good), { settings: { region: "eu-west-1" } });
    assert.deepEqual(awsTestSettings({ DFIJI_TEST_AWS: "1" }), {
      missing: [
        `DFIJI_TEST_AWS is "1"; set it to "${CONSENT}": machines are bought on your account`,
        'AWS_REGION is not set; set it, e.g. "us-east-1"',
      ],
    });
  });

  it("refuses an emulator", () => {
    const AWS_ENDPOINT_URL = "http://127.0.0.1:5000";
    assert.deepEqual(awsTestSettings({ ...good, AWS_ENDPOINT_URL }), {
      missing: [`AWS_ENDPOINT_URL is "${AWS_ENDPOINT_URL}"; unset it: only AWS itself can prove this`],
    });
  });

  it("stops waiting when it is interrupted, and says what it waited for when time is up", async () => {
    const interrupt = new AbortController();
    const waiting = until("nothing", 1, async () => undefined, interrupt.signal);
    interrupt.abort(new Error("SIGINT"));
    await assert.rejects(waiting, (error: Error) => /SIGINT|aborted/u.test(`${error.message} ${String(error.cause)}`));
    const never = new AbortController().signal;
    await assert.rejects(
      until("a machine", -1, async () => undefined, never),
      /waited -1 minutes for a machine/,
    );
    assert.equal(await until("an answer", 1, async () => 7, never), 7);
  });
});
