import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutTag } from "../helpers/config-changes";
import { GOOD_CONFIG } from "../helpers/good-config";
import { runInNodeHost } from "./node-host";

const ERROR = 3;
const WITH_WEBHOOK = '["ada@example.org","https://hooks.slack.com/services/T/B/x"]';

describe("the program in Pulumi's Node host", function () {
  this.timeout(180_000);

  it("previews the whole experiment, and exports deployment, links, the role of the workers and policies of foreign buckets", async () => {
    const { exitCode, urns, outputs, messages, stderr } = await runInNodeHost(
      { ...GOOD_CONFIG, notify: WITH_WEBHOOK },
      { secrets: ["notify"] },
    );
    assert.equal(exitCode, 0, stderr);
    assert.deepEqual(
      messages.filter(({ severity }) => severity === ERROR),
      [],
    );
    const known = readFileSync(join(__dirname, "../components/experiment-urns.txt"), "utf8").trim().split("\n");
    assert.equal(urns[0], "urn:pulumi:dev::distributed-fiji::pulumi:pulumi:Stack::distributed-fiji-dev");
    assert.deepEqual(urns.slice(1).map(withoutTag).sort(), known);
    assert.deepEqual(Object.keys(outputs).sort(), ["bucketPolicies", "deployment", "links", "workerRoleArn"]);
  });

  it("knows which keys are encrypted: a webhook that is not is refused", async () => {
    const { exitCode, messages } = await runInNodeHost({ ...GOOD_CONFIG, notify: WITH_WEBHOOK });
    assert.notEqual(exitCode, 0);
    const error = messages.find(({ severity }) => severity === ERROR);
    assert.match(error?.text ?? "", /notify\[1\] is a webhook and stands in the stack's file as it is/u);
  });

  it("refuses a bad config with all its problems, without a stack trace, and makes nothing", async () => {
    const { exitCode, urns, messages } = await runInNodeHost({ ...GOOD_CONFIG, machines: "0", maxSpotPrice: "a lot" });
    assert.notEqual(exitCode, 0);
    const [error, ...more] = messages.filter(({ severity }) => severity === ERROR);
    assert.deepEqual(more, []);
    assert.match(
      error?.text ?? "",
      /nothing was made\.\n {2}- distributed-fiji:machines is "0".*\n {2}- distributed-fiji:maxSpotPrice is "a lot"/u,
    );
    assert.doesNotMatch(error?.text ?? "", /\n {4}at /u);
    assert.deepEqual(
      urns.filter((urn) => !urn.includes("pulumi:pulumi:Stack")),
      [],
    );
  });
});
