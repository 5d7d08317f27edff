import type { Account } from "../aws/account";
import type { Names } from "../aws/names";

/** Pages of the AWS console for people. */
export interface ConsoleLinks {
  readonly dashboard?: string;
  readonly jobs: string;
  readonly deadLetters: string;
  readonly jobLogs: string;
  readonly machineLogs: string;
  readonly service: string;
}

const HOSTS: Readonly<Record<string, string>> = {
  "aws-cn": "console.amazonaws.cn",
  "aws-us-gov": "console.amazonaws-us-gov.com",
};

export function consoleLinks(account: Account, names: Names, dashboard: boolean): ConsoleLinks {
  const { region, id, partition, dnsSuffix } = account;
  const console = `https://${region}.${HOSTS[partition] ?? "console.aws.amazon.com"}`;
  const queue = (name: string): string => {
    const url = encodeURIComponent(`https://sqs.${region}.${dnsSuffix}/${id}/${name}`);
    return `${console}/sqs/v3/home?region=${region}#/queues/${url}`;
  };
  const logs = (group: string): string =>
    `${console}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${group}`;
  const page = `${console}/cloudwatch/home?region=${region}#dashboards/dashboard/${names.dashboard}`;
  return {
    ...(dashboard ? { dashboard: page } : {}),
    jobs: queue(names.queue),
    deadLetters: queue(names.deadLetterQueue),
    jobLogs: logs(names.jobLogGroup),
    machineLogs: logs(names.machineLogGroup),
    service: `${console}/ecs/v2/clusters/${names.cluster}/services/${names.service}?region=${region}`,
  };
}
