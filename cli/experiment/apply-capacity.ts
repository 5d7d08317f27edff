import { type ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import {
  type CapacityPlan,
  fleetTarget,
  RESUMED,
  serviceTarget,
  SUSPENDED,
  targetKeys,
} from "../../worker/contract/capacity";
import { type Deployment } from "../../worker/contract/deployment";

/** Resumes scaling and puts the plan's scheduled actions. */
export async function applyCapacity(plan: CapacityPlan, client: ApplicationAutoScalingClient): Promise<void> {
  const { RegisterScalableTargetCommand, PutScheduledActionCommand } = sdk();
  for (const target of plan.resume) {
    await client.send(new RegisterScalableTargetCommand({ ...targetKeys(target), SuspendedState: RESUMED }));
  }
  for (const action of plan.actions) {
    await client.send(
      new PutScheduledActionCommand({
        ...targetKeys(action),
        ScheduledActionName: action.name,
        Schedule: action.schedule,
        ScalableTargetAction: {
          MinCapacity: action.minCapacity,
          ...(action.maxCapacity !== undefined && { MaxCapacity: action.maxCapacity }),
        },
      }),
    );
  }
}

/** Suspends growth of service and fleet and lowers their minimum to 0: what waits then waits until scaling is resumed. */
export async function suspendScaling(
  { fleetId, cluster, service }: Pick<Deployment, "fleetId" | "cluster" | "service">,
  client: ApplicationAutoScalingClient,
): Promise<void> {
  const { RegisterScalableTargetCommand } = sdk();
  for (const target of [serviceTarget(cluster, service), fleetTarget(fleetId)]) {
    await client.send(
      new RegisterScalableTargetCommand({ ...targetKeys(target), MinCapacity: 0, SuspendedState: SUSPENDED }),
    );
  }
}

/** Takes back what `submit` and `start` asked for, so that an empty queue lowers fleet and service within minutes. */
export async function withdrawCapacity(
  { experiment, fleetId, cluster, service }: Pick<Deployment, "experiment" | "fleetId" | "cluster" | "service">,
  client: ApplicationAutoScalingClient,
): Promise<void> {
  const { RegisterScalableTargetCommand, DeleteScheduledActionCommand } = sdk();
  for (const target of [fleetTarget(fleetId), serviceTarget(cluster, service)]) {
    try {
      await client.send(
        new DeleteScheduledActionCommand({ ...targetKeys(target), ScheduledActionName: `${experiment}-begin` }),
      );
    } catch (error) {
      if ((error as Error).name !== "ObjectNotFoundException") throw error; // its minute has passed
    }
    await client.send(new RegisterScalableTargetCommand({ ...targetKeys(target), MinCapacity: 0 }));
  }
}

const sdk = () =>
  require("@aws-sdk/client-application-auto-scaling") as typeof import("@aws-sdk/client-application-auto-scaling");
