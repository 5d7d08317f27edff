import { type Notice } from "./notice";

/**
 * The body that the receiver of an address takes. Teams takes Adaptive Cards ("Create incoming webhooks with Workflows for
 * Microsoft Teams"); all others take Slack's `text` ("Sending messages using incoming webhooks"), as Mattermost,
 * Rocket.Chat, Google Chat and Discord's addresses ending in `/slack` do.
 */
export function bodyFor(address: string, notice: Notice): string {
  return JSON.stringify(isTeams(new URL(address).hostname) ? teamsCard(notice) : slackMessage(notice));
}

/** Hosts of Teams' webhooks: Workflows by Power Automate (its former and present host), and the former connectors. */
const TEAMS_HOSTS = [".logic.azure.com", ".powerplatform.com", ".webhook.office.com"];

const isTeams = (host: string): boolean => TEAMS_HOSTS.some((end) => host.endsWith(end));

function slackMessage({ title, text, command }: Notice) {
  return { text: `*${forSlack(title)}*\n${forSlack(text)}\n\`\`\`${forSlack(command)}\`\`\`` };
}

/** Slack reads these three as its own marks ("Formatting text for app surfaces"). */
const forSlack = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** Runs of text, since a TextBlock reads Markdown: names with `_` would lose it. */
function teamsCard({ title, text, command }: Notice) {
  const line = (of: string, more: object = {}) => ({
    type: "RichTextBlock",
    inlines: [{ type: "TextRun", text: of, ...more }],
  });
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          type: "AdaptiveCard",
          version: "1.4",
          body: [
            line(title, { weight: "Bolder", size: "Medium" }),
            ...text.split("\n").map((one) => line(one)),
            line(command, { fontType: "Monospace" }),
          ],
        },
      },
    ],
  };
}
