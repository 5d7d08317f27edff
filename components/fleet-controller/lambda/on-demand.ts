import { type Action, type CareSettings, type Facts } from "./facts";
import { isUp } from "./machine-state";
import { jobsWait } from "./looks";

/** So long the fleet must have failed to buy what is missing before on-demand machines take over. */
const WITHOUT_SPOT_MINUTES = 15;
/** How far back the fleet's history is read: an error must be older than those 15 minutes, and one must be recent. */
export const ERROR_HISTORY_MINUTES = 30;
const MINUTE = 60_000;

/**
 * What the Auto Scaling group of on-demand machines is to ask for: what is missing where jobs wait and spot machines have not
 * come for 15 minutes; else nothing. The number is a request only. It is taken back as soon as the machines are there: they
 * are protected from scale-in, and one that ends then is not replaced.
 */
export function onDemandActions(facts: Facts, settings: CareSettings, now: Date): Action[] {
  const { onDemand, fleet, machines, looks = [] } = facts;
  if (onDemand === undefined) return [];
  const up = machines.filter(isUp);
  const here = up.filter(({ isOnDemand }) => isOnDemand === true).length;
  const missing = (fleet?.target ?? 0) - up.length;
  const isWanted = jobsWait(looks) && missing > 0;
  const wanted = Math.min(settings.onDemandMachines, here + missing);
  const isAsked = onDemand.desired > here;
  // what was asked for is still on its way, or on-demand machines have no capacity either
  if (isWanted && isAsked && onDemand.desired <= wanted) return [];
  const desired = isWanted && wanted > here && (isAsked || spotFails(facts, now)) ? wanted : 0;
  return desired === onDemand.desired ? [] : [{ kind: "set-on-demand", desired }];
}

function spotFails({ machines, onDemand }: Facts, now: Date): boolean {
  const minutesAgo = (time: Date): number => (now.getTime() - time.getTime()) / MINUTE;
  const errors = onDemand?.fleetErrors.map(minutesAgo) ?? [];
  const spot = machines.filter(({ isOnDemand }) => isOnDemand !== true);
  return (
    errors.some((minutes) => minutes >= WITHOUT_SPOT_MINUTES) &&
    errors.some((minutes) => minutes < WITHOUT_SPOT_MINUTES) &&
    spot.every(({ launchedAt }) => minutesAgo(launchedAt) >= WITHOUT_SPOT_MINUTES)
  );
}
