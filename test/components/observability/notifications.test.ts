import assert from "node:assert/strict";
import { allDonePattern, Notifications, type NotificationsArgs } from "../../../components/observability/notifications";
import { ACCOUNT_ID, REGION, runProgram } from "../../helpers/pulumi-mocks";

const args: NotificationsArgs = {
  account: { id: "123456789012", partition: "aws", region: "eu-west-1", dnsSuffix: "amazonaws.com" },
  experiment: "fiji-plates",
  topicName: "fiji-plates-notices",
  deadLetterQueueName: "fiji-plates-dead",
  notify: ["ada@example.org", "bob@example.org"],
  tags: { experiment: "fiji-plates", stack: "plates" },
};

async function made(changes: Partial<NotificationsArgs> = {}) {
  const { resources } = await runProgram(() => new Notifications("plates-notices", { ...args, ...changes }));
  const named = (name: string): Record<string, unknown> | undefined =>
    resources.find((resource) => resource.name === `plates-notices-${name}`)?.props;
  return { resources, named };
}

const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:fiji-plates-notices`;

describe("notifications", () => {
  it("go to every address, named by it, once", async () => {
    const { resources } = await made({ notify: ["ada@example.org", "bob@example.org", "ada@example.org"] });
    const subscriptions = resources.filter((resource) => resource.type.endsWith(":TopicSubscription"));
    assert.deepEqual(
      subscriptions.map(({ name, props }) => [name, props["protocol"], props["endpoint"], props["topic"]]),
      ["ada@example.org", "bob@example.org"].map((to) => [`plates-notices-to-${to}`, "email", to, TOPIC]),
    );
  });
  it("tell of dead letters", async () => {
    const { named } = await made({ notify: [] });
    assert.deepEqual(named("dead-letters")?.["alarmActions"], [TOPIC]);
    assert.equal(named("dead-letters")?.["name"], "fiji-plates_dead-letters");
  });
  it("tell that all is done when the backlog alarm leaves ALARM for OK", async () => {
    const { named } = await made();
    assert.equal(named("done")?.["eventPattern"], allDonePattern("fiji-plates"));
    assert.deepEqual(JSON.parse(allDonePattern("fiji-plates")).detail, {
      alarmName: ["fiji-plates_backlog"],
      state: { value: ["OK"] },
      previousState: { value: ["ALARM"] },
    });
    assert.equal(named("done-target")?.["arn"], TOPIC);
    assert.match(String(JSON.parse(String(named("done-target")?.["input"]))), /^fiji-plates: no job waits/);
  });
  it("let only this experiment's alarms and rule publish", async () => {
    const { named } = await made();
    const { Statement } = JSON.parse(String(named("topic-policy")?.["policy"])) as {
      Statement: { Principal: object; Condition: object }[];
    };
    assert.deepEqual(
      Statement.map((statement) => [statement.Principal, statement.Condition]),
      [
        [
          { Service: "cloudwatch.amazonaws.com" },
          {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:fiji-plates_*" },
          },
        ],
        [
          { Service: "events.amazonaws.com" },
          {
            ArnEquals: { "aws:SourceArn": "arn:aws:events:eu-west-1:123456789012:rule/fiji-plates-notices-done" },
          },
        ],
      ],
    );
    assert.equal(named("done")?.["name"], "fiji-plates-notices-done");
  });
});
