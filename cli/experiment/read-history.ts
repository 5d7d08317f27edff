import { paginateDescribeScalingActivities } from "@aws-sdk/client-auto-scaling";
import { DescribeSpotFleetRequestHistoryCommand, type HistoryRecord } from "@aws-sdk/client-ec2";
import { type Deployment } from "../../worker/contract/deployment";
import { type FleetEvent, type GroupMachine, HISTORY_HOURS, iso } from "./facts";
import { type Clients } from "./open-experiment";

/** Newest first. @param since EC2 keeps 48 hours */
export async function readHistory(
  { ec2 }: Clients,
  { fleetId }: Deployment,
  since: Date,
  now: Date,
): Promise<readonly FleetEvent[]> {
  const found: FleetEvent[] = [];
  const StartTime = new Date(Math.max(since.getTime(), now.getTime() - HISTORY_HOURS * 3_600_000));
  let NextToken: string | undefined;
  try {
    do {
      const page = await ec2.send(
        new DescribeSpotFleetRequestHistoryCommand({ SpotFleetRequestId: fleetId, StartTime, NextToken }),
      );
      found.push(...(page.HistoryRecords ?? []).map(eventOf));
      NextToken = page.NextToken === "" ? undefined : page.NextToken;
    } while (NextToken !== undefined);
  } catch (error) {
    // a fleet that EC2 has forgotten has no history
    if (!(error as Error).name.startsWith("InvalidSpotFleetRequestId")) throw error;
  }
  return found.sort((a, b) => (a.at < b.at ? 1 : -1));
}

const eventOf = ({ Timestamp, EventType = "error", EventInformation = {} }: HistoryRecord): FleetEvent => ({
  at: iso(Timestamp),
  type: EventType,
  subType: EventInformation.EventSubType ?? "",
  text: EventInformation.EventDescription ?? "",
  machine: EventInformation.InstanceId,
});

const LAUNCH_OR_END = /^(Launching a new|Terminating) EC2 instance: (i-[0-9a-z]+)/u;

/**
 * Undefined: the deployment names no group. Newest activities come first, after those in progress: a page that began
 * before `since` is the last one needed.
 */
export async function readGroupMachines(
  { groups }: Pick<Clients, "groups">,
  { onDemandGroup }: Deployment,
  since: Date,
): Promise<readonly GroupMachine[] | undefined> {
  if (onDemandGroup === undefined) return undefined;
  const query = { AutoScalingGroupName: onDemandGroup, IncludeDeletedGroups: true };
  const found = new Map<string, GroupMachine>();
  for await (const { Activities = [] } of paginateDescribeScalingActivities({ client: groups }, query)) {
    for (const { Description = "", Details = "", StartTime, StatusCode } of Activities) {
      const [, kind, id] = LAUNCH_OR_END.exec(Description) ?? [];
      if (id === undefined || StatusCode === "Failed" || StatusCode === "Cancelled") continue;
      const known = found.get(id) ?? { id, zone: "", launchedAt: undefined, endedAt: undefined };
      // {"Subnet ID":"subnet-…","Availability Zone":"us-east-1a"}
      const zone = /"Availability Zone":\s*"([^"]*)"/u.exec(Details)?.[1] ?? known.zone;
      const time = kind === "Terminating" ? { endedAt: iso(StartTime) } : { launchedAt: iso(StartTime) };
      found.set(id, { ...known, zone, ...time });
    }
    const oldest = Activities.at(-1)?.StartTime;
    if (oldest !== undefined && oldest < since) break;
  }
  return [...found.values()];
}
