import { type ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { capacityPlan } from "../../worker/contract/capacity";
import { type Deployment } from "../../worker/contract/deployment";
import { applyCapacity, suspendScaling } from "../experiment/apply-capacity";
import { type CliIo } from "../shared/io";
import { type Queues } from "../bookkeeping/result-location";

/**
 * AWS cancels a fleet request at its end, and the provider forgives at delete only one that does not exist
 * (terraform-provider-aws, ec2_spot_fleet_request.go): without a refresh `up` and `destroy` stop there.
 */
const ENDED =
  "raise endAfterHours and run `pulumi up --refresh`; where it has its most, 336, run `pulumi destroy --refresh` and `pulumi up`";

/**
 * Asks for machines now: SQS reports an idle queue up to 15 minutes late, and the alarms with it. Undoes a stop. The
 * jobs are in the queue already, so that a failure is reported and changes nothing.
 */
export async function raiseCapacity(
  { deployment, queues, sent }: { readonly deployment: Deployment; readonly queues: Queues; readonly sent: number },
  client: ApplicationAutoScalingClient,
  io: CliIo,
): Promise<void> {
  if (Date.parse(deployment.validUntil) < Date.now()) {
    io.stderr(`warning: the fleet ended on ${deployment.validUntil}; ${ENDED}`);
    return;
  }
  try {
    const plan = capacityPlan(deployment, { backlog: Math.max(sent, await waiting(queues)) }, new Date());
    await applyCapacity(plan, client);
    io.stderr(`${plan.machines} ${plan.machines === 1 ? "machine" : "machines"} asked for, in about a minute`);
  } catch (error) {
    io.stderr(
      `warning: machines could not be asked for now (${(error as Error).message}); they come with the queue's metrics, within 15 minutes`,
    );
  }
}

/** `--no-start`. @throws what the call throws, before any job is queued */
export async function keepDown(deployment: Deployment, client: ApplicationAutoScalingClient, io: CliIo): Promise<void> {
  await suspendScaling(deployment, client);
  client.destroy();
  io.stderr(`scaling of ${deployment.experiment} is suspended: the jobs wait until the next submit or \`dfiji start\``);
}

/** Visible and in flight, as SQS knows it now. */
async function waiting({ client, queueUrl }: Queues): Promise<number> {
  const names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"] as const;
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  return names.reduce((sum, name) => sum + Number(Attributes?.[name] ?? 0), 0);
}

/** For AWS, or another server that speaks its protocol. */
export function autoScalingClient(endpoint: string | undefined, region: string): ApplicationAutoScalingClient {
  const { ApplicationAutoScalingClient: Client } =
    require("@aws-sdk/client-application-auto-scaling") as typeof import("@aws-sdk/client-application-auto-scaling");
  return new Client({ region, ...(endpoint !== undefined && { endpoint }) });
}
