import { capacityPlan } from "../../worker/contract/capacity";
import { applyCapacity } from "../experiment/apply-capacity";
import { type Experiment } from "../experiment/open-experiment";
import { readFleets, readJobs } from "../experiment/read-facts";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";

export interface StartOptions {
  readonly machines?: number;
  readonly json?: boolean;
}

/**
 * Resumes scaling and asks for machines: as many as the jobs need, or `machines`. It is the way back from `stop` and from a
 * run that stalled.
 * @throws {CliError} exit 2 when more machines are asked for than the stack may have; 3 when the fleet has ended
 */
export async function start(
  experiment: Experiment,
  { machines, json }: StartOptions,
  now: Date,
  io: CliIo,
): Promise<ExitCode> {
  const { deployment, clients, queues } = experiment;
  if (machines !== undefined && machines > deployment.machines) {
    throw new CliError(EXIT.badInput, `--machines ${machines}: the stack may have ${deployment.machines}`, [
      `raise it: pulumi config set distributed-fiji:machines ${machines} --stack ${deployment.stack} && pulumi up --refresh --stack ${deployment.stack}`,
    ]);
  }
  await assertFleet(experiment);
  const { waiting, running } = await readJobs(queues);
  const plan = capacityPlan(deployment, machines === undefined ? { backlog: waiting + running } : { machines }, now);
  await applyCapacity(plan, clients.scaling);
  if (json === true) await io.stdout(JSON.stringify({ event: "started", machines: plan.machines, waiting, running }));
  else if (plan.machines === 0) await io.stdout("Scaling is resumed. No job waits, so no machine is asked for.");
  else
    await io.stdout(`${plan.machines === 1 ? "1 machine" : `${plan.machines} machines`} asked for, in about a minute.`);
  return EXIT.done;
}

/** @throws {CliError} exit 3 when the deployment's fleet has ended, or is not the experiment's any more */
export async function assertFleet({ deployment, clients, source, rewrite }: Experiment): Promise<void> {
  const { fleet, otherFleet } = await readFleets(clients, deployment);
  if (fleet !== undefined && !fleet.state.startsWith("cancelled")) return;
  const { fleetId, stack, validUntil } = deployment;
  if (otherFleet !== undefined) {
    throw new CliError(
      EXIT.setUp,
      `the stack has changed since ${source}: the experiment's fleet is ${otherFleet}, not ${fleetId}`,
      [rewrite ?? `pulumi refresh --stack ${stack}`],
    );
  }
  throw new CliError(EXIT.setUp, `the fleet ${fleetId} has ended (its end is ${validUntil})`, [
    `pulumi config set distributed-fiji:endAfterHours 336 --stack ${stack} && pulumi up --refresh --stack ${stack}`,
  ]);
}
