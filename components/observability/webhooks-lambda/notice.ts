/** What a person reads of one event. */
export interface Notice {
  readonly title: string;
  readonly text: string;
  /** What to do next: one command. */
  readonly command: string;
}

/** Plain names of the experiment. */
export interface NoticeContext {
  readonly experiment: string;
  readonly stack: string;
  readonly careFunction: string;
}

/** As SNS gives it to the function. */
export interface TopicMessage {
  readonly Subject?: string | null;
  readonly Message: string;
}

/** Published by the rule "all done", for every subscriber of the topic. */
export const allDoneText = (experiment: string): string =>
  `${experiment}: no job waits or runs any more. \`dfiji status\` counts how many are done, \`dfiji failures\` shows what failed.`;

/** Sent when the webhooks are new or have changed, so that a wrong address stops \`pulumi up\`. */
export const firstNotice = ({ experiment, stack }: NoticeContext): Notice => ({
  title: `${experiment}: notices come here`,
  text: "When all jobs are done, when jobs failed permanently, and when the run stalls.",
  command: `dfiji monitor --stack ${stack}`,
});

/** One notice for each kind of event. What is none of these kinds keeps its own words. */
export function noticeOf({ Subject, Message }: TopicMessage, context: NoticeContext): Notice {
  const { experiment, stack, careFunction } = context;
  const monitor = `dfiji monitor --stack ${stack}`;
  const message = parsed(Message);
  if (message === allDoneText(experiment)) {
    return {
      title: `${experiment}: all done`,
      text: "No job waits or runs any more.",
      command: `dfiji status --stack ${stack}`,
    };
  }
  const alarm = alarmOf(message);
  if (alarm === undefined) {
    return { title: Subject ?? experiment, text: typeof message === "string" ? message : Message, command: monitor };
  }
  const { name, description } = alarm;
  switch (name.slice(experiment.length)) {
    case "_dead-letters":
      return {
        title: `${experiment}: jobs failed permanently`,
        text: "They are in the dead-letter queue; the others continue.",
        command: `dfiji failures --stack ${stack}`,
      };
    case "_care-errors":
      return {
        title: `${experiment}: the function that looks after machines fails`,
        text: "If that lasts for 30 minutes no machine is bought any more.",
        command: `aws logs tail /aws/lambda/${careFunction} --since 1h`,
      };
    case "_care-silence":
      return {
        title: `${experiment}: nothing looks after the machines`,
        text: "They are up, and the function that looks after them is not called. They end by their idle alarms only.",
        command: `pulumi up --refresh --stack ${stack}`,
      };
    default:
      return { title: name, text: description, command: monitor };
  }
}

/** EventBridge's fixed input is JSON, an alarm is JSON, the function's own text is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function alarmOf(message: unknown): { readonly name: string; readonly description: string } | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { AlarmName: name, AlarmDescription: description } = message as Readonly<Record<string, unknown>>;
  return typeof name === "string"
    ? { name, description: typeof description === "string" ? description : "" }
    : undefined;
}
