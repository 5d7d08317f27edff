import { ModifySpotFleetRequestCommand } from "@aws-sdk/client-ec2";
import { StopTaskCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import pLimit from "p-limit";
import { suspendScaling } from "../experiment/apply-capacity";
import { type Experiment } from "../experiment/open-experiment";
import { tasks } from "../experiment/read-facts";
import { EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { assertFleet } from "./start";

/** StopTask calls at the same time: ECS takes 40 a second of an account. */
const STOPS = 8;
/** ECS may have started a task between the first list and the service's 0. */
const ROUNDS = 3;

/**
 * Suspends scaling, then sets fleet and service to 0, then stops every task: a service at 0 leaves tasks that are protected,
 * and they would go on taking jobs. Each worker gets SIGTERM: runs may finish within the grace, all else returns to the
 * queue. The fleet controller ends machines without tasks.
 * @throws {CliError} exit 3 when the deployment's fleet has ended
 */
export async function stop(
  experiment: Experiment,
  { json }: { readonly json?: boolean },
  io: CliIo,
): Promise<ExitCode> {
  const { deployment, clients } = experiment;
  const { cluster, service, fleetId } = deployment;
  await assertFleet(experiment);
  await suspendScaling(deployment, clients.scaling);
  await clients.ec2.send(
    new ModifySpotFleetRequestCommand({
      SpotFleetRequestId: fleetId,
      TargetCapacity: 0,
      ExcessCapacityTerminationPolicy: "noTermination",
    }),
  );
  await clients.ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
  const stopped = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const running = await tasks(clients, deployment, "RUNNING");
    const arns = running.flatMap(({ taskArn }) => (taskArn === undefined || stopped.has(taskArn) ? [] : [taskArn]));
    if (arns.length === 0) break;
    const limit = pLimit(STOPS);
    await Promise.all(
      arns.map((task) =>
        limit(() =>
          clients.ecs.send(new StopTaskCommand({ cluster, task, reason: "dfiji stop: jobs return to the queue" })),
        ),
      ),
    );
    for (const arn of arns) stopped.add(arn);
  }
  const count = stopped.size;
  if (json === true) await io.stdout(JSON.stringify({ event: "stopped", tasks: count }));
  else {
    await io.stdout([
      `Scaling is suspended; ${count === 1 ? "1 task ends" : `${count} tasks end`}. Runs may finish within 90 s, all other jobs return to the queue.`,
      `Machines end within minutes. Resume: dfiji start ${experiment.place}`,
    ]);
  }
  return EXIT.done;
}
