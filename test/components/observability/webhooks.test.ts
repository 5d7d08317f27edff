import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Webhooks, type WebhooksArgs } from "../../../components/observability/webhooks";
import { ACCOUNT_ID, REGION, runProgram } from "../../helpers/pulumi-mocks";
import { runExperiment } from "../../helpers/experiment-resources";

const args: WebhooksArgs = {
  account: { id: ACCOUNT_ID, partition: "aws", region: REGION, dnsSuffix: "amazonaws.com" },
  experiment: "fiji-dev",
  stack: "dev",
  functionName: "fiji-dev-notices",
  careFunction: "fiji-dev-care",
  topicArn: "arn:topic",
  webhooks: ["https://hooks.slack.com/services/T/B/secret"],
  logRetentionDays: 60,
  tags: { experiment: "fiji-dev", stack: "dev" },
};
const ADDRESS = "https://hooks.slack.com/services/T/B/secret";
describe("webhooks", () => {
  it("are nothing where notify has none", async () => {
    const { resources } = await runExperiment({ notify: '["ada@example.org"]' });
    assert.deepEqual(
      resources.filter(({ name }) => name.includes("webhooks")).map(({ name }) => name),
      [],
    );
  });

  it("are a function that may only write its log, subscribed to the topic, and called once", async () => {
    const { resources } = await runExperiment({ notify: JSON.stringify(["ada@example.org", ADDRESS, ADDRESS + "2"]) });
    const props = (suffix: string) =>
      resources.find(({ name }) => name === `fiji-dev-webhooks-${suffix}`)?.props as Record<string, never>;
    const { Statement } = JSON.parse(props("role-policy")["policy"]!) as { Statement: unknown[] };
    assert.deepEqual(Statement, [
      {
        Effect: "Allow",
        Sid: "Log",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:/aws/lambda/fiji-dev-notices:*`,
      },
    ]);
    assert.deepEqual(
      [props("subscription")["protocol"], props("permission")["principal"], props("function")["name"]],
      ["lambda", "sns.amazonaws.com", "fiji-dev-notices"],
    );
    assert.match(props("first")["input"]!, /^\{"addresses":"[0-9a-f]{64}"\}$/);
    const subscribed = resources.filter(
      ({ type, props: of }) => type.endsWith(":TopicSubscription") && of["protocol"] === "email",
    );
    assert.deepEqual(
      subscribed.map((one) => one.props["endpoint"]),
      ["ada@example.org"],
    );
  });

  it("have their addresses in one place of the state", async () => {
    const { resources, deployment } = await runExperiment({ notify: JSON.stringify([ADDRESS]) });
    const holders = resources.filter(({ props }) => JSON.stringify(props).includes("services/T/B"));
    assert.deepEqual(
      holders.map(({ name }) => name),
      ["fiji-dev-webhooks-function"],
    );
    assert.doesNotMatch(JSON.stringify(deployment), /hooks\.slack/);
  });

  it("have them there as a secret", async () => {
    const secret: boolean[] = [];
    await runProgram(() => {
      const look: pulumi.ResourceTransformation = ({ type, props }) => {
        if (type === "aws:lambda/function:Function") {
          const { variables } = (props as { environment: { variables: Record<string, pulumi.Output<string>> } })
            .environment;
          void pulumi.isSecret(variables["WEBHOOKS"]!).then((is) => secret.push(is));
        }
        return undefined;
      };
      return new Webhooks("w", args, { transformations: [look] });
    });
    assert.deepEqual(secret, [true]);
  });
});
