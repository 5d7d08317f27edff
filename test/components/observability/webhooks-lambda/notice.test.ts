import assert from "node:assert/strict";
import { careErrorsAlarm, careSilenceAlarm, deadLetterAlarm } from "../../../../components/observability/alarms";
import { allDoneText, firstNotice, noticeOf } from "../../../../components/observability/webhooks-lambda/notice";

const context = { experiment: "fiji-dev", stack: "dev", careFunction: "fiji-dev-care" };

/** What CloudWatch publishes: the fields of its "Amazon SNS notifications" that are read here, and some others. */
const alarm = ({ name, alarmDescription }: { readonly name: string; readonly alarmDescription: string }) => ({
  Subject: `ALARM: "${name}" in EU (Frankfurt)`,
  Message: JSON.stringify({
    AlarmName: name,
    AlarmDescription: alarmDescription,
    AWSAccountId: "123456789012",
    NewStateValue: "ALARM",
    NewStateReason: "Threshold Crossed: 1 datapoint [1.0] was greater than or equal to the threshold (1.0).",
    OldStateValue: "OK",
    Trigger: { MetricName: "ApproximateNumberOfMessagesVisible" },
  }),
});

describe("a notice for people", () => {
  for (const [title, message, expected] of [
    [
      "of jobs that failed permanently names what shows why",
      alarm(deadLetterAlarm("fiji-dev", "fiji-dev-dead")),
      ["fiji-dev: jobs failed permanently", "dfiji failures --stack dev"],
    ],
    [
      "of the end counts",
      { Subject: null, Message: JSON.stringify(allDoneText("fiji-dev")) },
      ["fiji-dev: all done", "dfiji status --stack dev"],
    ],
    [
      "of a stall has its reason and looks for the cause",
      { Subject: "fiji-dev: stalled, machines were stopped", Message: "3 jobs wait,\nnone has been in flight" },
      ["fiji-dev: stalled, machines were stopped", "dfiji monitor --stack dev"],
    ],
    [
      "of a care function that fails names its log",
      alarm(careErrorsAlarm("fiji-dev", "fiji-dev-care")),
      ["fiji-dev: the function that looks after machines fails", "aws logs tail /aws/lambda/fiji-dev-care --since 1h"],
    ],
    [
      "of a care function that is not called puts it right",
      alarm(careSilenceAlarm("fiji-dev", "fiji-dev-care", "sfr-1")),
      ["fiji-dev: nothing looks after the machines", "pulumi up --refresh --stack dev"],
    ],
    [
      "of another alarm that someone sends to the topic keeps its words",
      alarm({ name: "fiji-dev_mine", alarmDescription: "My own." }),
      ["fiji-dev_mine", "dfiji monitor --stack dev"],
    ],
    ["of anything else keeps its words", { Message: '{"a":1}' }, ["fiji-dev", "dfiji monitor --stack dev"]],
  ] as const) {
    it(title, () => {
      const { title: head, command, text } = noticeOf(message, context);
      assert.deepEqual([head, command], expected);
      assert.notEqual(text, "");
    });
  }

  it("keeps the text of a stall and of an unknown message as they are", () => {
    assert.equal(noticeOf({ Message: "3 jobs wait,\nnone" }, context).text, "3 jobs wait,\nnone");
    assert.equal(noticeOf({ Message: '{"a":1}' }, context).text, '{"a":1}');
    assert.equal(noticeOf(alarm({ name: "fiji-dev_mine", alarmDescription: "My own." }), context).text, "My own.");
  });

  it("comes first when the webhooks are new", () => {
    assert.equal(firstNotice(context).title, "fiji-dev: notices come here");
  });
});
