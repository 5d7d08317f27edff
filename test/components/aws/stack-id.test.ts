import assert from "node:assert/strict";
import { refuseOthersNames, stackId } from "../../../components/aws/stack-id";
import { runProgram, STACK_ID } from "../../helpers/pulumi-mocks";

/** What the look says in an account with these log groups and their tags. */
async function look(groups: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<string> {
  const answers = {
    "aws:cloudwatch/getLogGroups:getLogGroups": () => ({ logGroupNames: Object.keys(groups) }),
    "aws:cloudwatch/getLogGroup:getLogGroup": ({ name = "" }) => ({ arn: `arn:${name}`, tags: groups[name] }),
  };
  const { result } = await runProgram(
    () =>
      refuseOthersNames({ stack: "dev", logGroup: "fiji-dev" }, stackId()).then(
        () => "ours",
        (error: unknown) => (error as Error).message,
      ),
    { answers },
  );
  return result;
}

describe("the names of a stack", () => {
  it("are free where no log group has the very name", async () => {
    assert.equal(await look({}), "ours");
    assert.equal(await look({ "fiji-dev-2": {}, "fiji-dev_perInstance": {} }), "ours");
  });

  it("are this stack's own where the log group has its id", async () => {
    assert.equal(await look({ "fiji-dev": { "fiji:stack-id": STACK_ID, "fiji:owner": "ada" } }), "ours");
  });

  it("are refused where another stack has them, with its owner and the way out", async () => {
    assert.equal(
      await look({ "fiji-dev": { "fiji:stack-id": "another", "fiji:owner": "ada" } }),
      `Stack "dev": nothing was made.\n  - log group fiji-dev is another stack's and has owner "ada"; with the same names each would change and delete the other's things: \`pulumi stack rename dev-2\`. If an earlier version of this stack made it: \`aws logs tag-resource --resource-arn arn:fiji-dev --tags fiji:stack-id=${STACK_ID}\``,
    );
    assert.match(await look({ "fiji-dev": {} }), /is another stack's and has no tag fiji:owner;/u);
  });
});
