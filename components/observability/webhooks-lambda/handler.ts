import { bodyFor } from "./forms";
import { firstNotice, type Notice, noticeOf, type TopicMessage } from "./notice";
import { post } from "./post";

/** The function's environment: written by the component. */
export interface WebhooksEnvironment {
  readonly EXPERIMENT: string;
  readonly STACK: string;
  readonly CARE_FUNCTION: string;
  /** JSON list of addresses; a secret. */
  readonly WEBHOOKS: string;
}

/** A message of the topic, or Pulumi's calls at create, update and delete. */
interface Event {
  readonly Records?: readonly { readonly Sns: TopicMessage }[];
  readonly tf?: { readonly action: "create" | "update" | "delete" };
}

/**
 * What Lambda calls. An error is tried again by Lambda, twice: so a message counts as sent when one address has taken it,
 * or those would get it again. What failed is in the log. The first message must reach all.
 */
export async function handler({ Records = [], tf }: Event): Promise<{ readonly sent: number }> {
  if (tf?.action === "delete") return { sent: 0 };
  const { EXPERIMENT: experiment = "", STACK: stack = "", CARE_FUNCTION: careFunction = "" } = process.env;
  const context = { experiment, stack, careFunction };
  const isFirst = tf !== undefined;
  const notices = isFirst ? [firstNotice(context)] : Records.map(({ Sns }) => noticeOf(Sns, context));
  let sent = 0;
  for (const notice of notices) {
    const { problems, count } = await sendToAll(notice);
    for (const problem of problems) console.error(JSON.stringify({ msg: "not sent", title: notice.title, problem }));
    if (problems.length > 0 && (isFirst || count === 0)) throw new Error(`not sent: ${problems.join("; ")}`);
    sent += count;
  }
  return { sent };
}

async function sendToAll(notice: Notice): Promise<{ readonly problems: readonly string[]; readonly count: number }> {
  const addresses = JSON.parse(process.env["WEBHOOKS"] ?? "[]") as readonly string[];
  const results = await Promise.allSettled(addresses.map((address) => post(address, bodyFor(address, notice))));
  const problems = results.flatMap((result) =>
    result.status === "rejected" ? [(result.reason as Error).message] : [],
  );
  return { problems, count: addresses.length - problems.length };
}
