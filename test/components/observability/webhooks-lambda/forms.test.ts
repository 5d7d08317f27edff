import assert from "node:assert/strict";
import { bodyFor } from "../../../../components/observability/webhooks-lambda/forms";

const notice = { title: "fiji-dev: a & b", text: "one <two>\nthree_four", command: "dfiji status --stack dev" };

describe("the form of a webhook", () => {
  it("is Slack's: text with its three marks escaped, and the command as code", () => {
    const expected = {
      text: "*fiji-dev: a &amp; b*\none &lt;two&gt;\nthree_four\n```dfiji status --stack dev```",
    };
    for (const address of ["https://hooks.slack.com/services/T/B/x", "https://mattermost.lab.org/hooks/x"]) {
      assert.deepEqual(JSON.parse(bodyFor(address, notice)), expected);
    }
  });

  it("is an Adaptive Card for Teams, each line a run of text that reads no Markdown", () => {
    for (const host of [
      "prod-01.westeurope.logic.azure.com:443",
      "default0123.4.environment.api.powerplatform.com:443",
      "lab.webhook.office.com",
    ]) {
      const { type, attachments } = JSON.parse(bodyFor(`https://${host}/x?sig=y`, notice)) as {
        type: string;
        attachments: { contentType: string; content: { type: string; body: { inlines: object[] }[] } }[];
      };
      const [card] = attachments;
      assert.deepEqual(
        [type, attachments.length, card?.contentType, card?.content.type],
        ["message", 1, "application/vnd.microsoft.card.adaptive", "AdaptiveCard"],
      );
      assert.deepEqual(
        card?.content.body.flatMap(({ inlines }) => inlines),
        [
          { type: "TextRun", text: "fiji-dev: a & b", weight: "Bolder", size: "Medium" },
          { type: "TextRun", text: "one <two>" },
          { type: "TextRun", text: "three_four" },
          { type: "TextRun", text: "dfiji status --stack dev", fontType: "Monospace" },
        ],
      );
    }
  });

  it("is Slack's for a host that only looks like Teams'", () => {
    for (const host of ["logic.azure.com.example.org", "evil-powerplatform.com"]) {
      assert.ok("text" in (JSON.parse(bodyFor(`https://${host}/x`, notice)) as object), host);
    }
  });
});
