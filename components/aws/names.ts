/**
 * A stack's name becomes part of every AWS name, of log groups and of alarm names. A repository's name may not end in "-"
 * (botocore 1.44.8, ecr, RepositoryName: `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`).
 */
const STACK = /^[a-z][a-z0-9-]{0,30}[a-z0-9]$/u;

/**
 * The AWS names of an experiment. All are known before anything is made, so that policies can read what holds them.
 * IAM roles and profiles are not here: Pulumi names them, since IAM names are shared by all regions of an account.
 */
export interface Names {
  /** `fiji-<stack>`; starts every other name, at most 37 characters. */
  readonly experiment: string;
  readonly queue: string;
  readonly deadLetterQueue: string;
  readonly cluster: string;
  readonly service: string;
  readonly taskFamily: string;
  /** One stream per job. */
  readonly jobLogGroup: string;
  /** One stream per task and per machine; the originals' `_perInstance`. */
  readonly machineLogGroup: string;
  readonly repository: string;
  readonly launchTemplate: string;
  readonly securityGroup: string;
  readonly dashboard: string;
  readonly careFunction: string;
  /** The Auto Scaling group of on-demand machines. */
  readonly onDemandGroup: string;
  readonly topic: string;
  /** Sends notices to webhooks. */
  readonly noticesFunction: string;
  /** Starts the names of the machines' alarms: no other experiment's prefix starts with it. */
  readonly alarmPrefix: string;
}

export function namesOf(stack: string): Names {
  const experiment = `fiji-${stack}`;
  return {
    experiment,
    queue: `${experiment}-jobs`,
    deadLetterQueue: `${experiment}-dead`,
    cluster: experiment,
    service: `${experiment}-workers`,
    taskFamily: `${experiment}-worker`,
    jobLogGroup: experiment,
    machineLogGroup: `${experiment}_perInstance`,
    repository: experiment,
    launchTemplate: experiment,
    securityGroup: experiment,
    dashboard: experiment,
    careFunction: `${experiment}-care`,
    onDemandGroup: `${experiment}-on-demand`,
    topic: `${experiment}-notices`,
    noticesFunction: `${experiment}-notices`,
    alarmPrefix: `${experiment}_`,
  };
}

/** Says what is wrong with a stack's name and what would do. */
export function stackNameProblems(stack: string): readonly string[] {
  if (STACK.test(stack)) return [];
  const tooLong = stack.length > 32 ? `, it has ${stack.length}` : "";
  const proposal = proposedStackName(stack);
  return [
    `stack name "${stack}" starts every AWS name; use 2 to 32 of a-z, 0-9 and -, a letter first and no - last${tooLong}: \`pulumi stack rename ${proposal}\``,
  ];
}

function proposedStackName(stack: string): string {
  const plain = stack
    .toLowerCase()
    .replace(/[^a-z0-9-]+/gu, "-")
    .replace(/^[^a-z]+/u, "")
    .slice(0, 32)
    .replace(/-+$/u, "");
  return STACK.test(plain) ? plain : "experiment-1";
}

/** The one IAM role whose name is ours, at most 59 characters: owners of foreign buckets name it in their policies. */
export const workerRoleName = (experiment: string, region: string): string => `${experiment}-worker-${region}`;
