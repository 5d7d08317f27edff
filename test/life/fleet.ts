import {
  DescribeInstancesCommand,
  type EC2Client,
  type Instance,
  ModifySpotFleetRequestCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  DeregisterContainerInstanceCommand,
  type ECSClient,
  RegisterContainerInstanceCommand,
} from "@aws-sdk/client-ecs";
import { instanceType } from "../../policy/rules/instance-types";
import { type CareFunction, type CloudEvent } from "./care-function";
import { type MinuteClock } from "./clock";
import { BOOT_MINUTES, Machine } from "./machine";
import { type Program } from "./program";
import { type SpotDrought } from "./spot-drought";
import { type Timeline } from "./timeline";

export interface FleetDeps {
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly program: Program;
  readonly fleetId: string;
  readonly clock: MinuteClock;
  readonly care: CareFunction;
  readonly timeline: Timeline;
  /** Folder for the machines' volumes. */
  readonly root: string;
  readonly drought: SpotDrought;
}

/** Spot Fleet and EC2: moto buys and forgets instances, this replaces those that are lost and gives each a body. */
export class Fleet {
  /** In the order in which they were bought, those that ended too. */
  readonly machines: Machine[] = [];

  constructor(private readonly deps: FleetDeps) {}

  get id(): string {
    return this.deps.fleetId;
  }
  get up(): readonly Machine[] {
    return this.machines.filter(({ isUp }) => isUp);
  }

  /** A fleet that maintains its target buys what is missing and, with its excess policy, ends nothing. */
  async minute(target: number): Promise<void> {
    const { ec2, fleetId, drought, clock } = this.deps;
    if (drought.isOn) {
      if (this.up.filter(({ isOnDemand }) => !isOnDemand).length < target) drought.fail(clock.now);
    } else if (this.up.length < target) {
      await ec2.send(new ModifySpotFleetRequestCommand({ SpotFleetRequestId: fleetId, TargetCapacity: target }));
    }
    await this.look();
    for (const machine of this.up) await this.#join(machine);
  }

  /** What EC2 says: new machines get a body, those that were terminated lose theirs. */
  async look(): Promise<void> {
    const { program, ec2 } = this.deps;
    const { Reservations = [] } = await ec2.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: "tag:fiji:experiment", Values: [program.deployment.experiment] }],
      }),
    );
    for (const instance of Reservations.flatMap((reservation) => reservation.Instances ?? [])) {
      const known = this.machines.find(({ id }) => id === instance.InstanceId);
      const isRunning = instance.State?.Name === "running";
      if (known === undefined && isRunning) await this.#bought(instance);
      if (known?.isUp === true && !isRunning) await this.#ended(known);
    }
  }

  /** MachineCare uses the API itself. */
  async terminate(machine: Machine, by: "AWS" | "alarm"): Promise<void> {
    machine.endedBy = by;
    await this.deps.ec2.send(new TerminateInstancesCommand({ InstanceIds: [machine.id] }));
    await this.look();
  }

  async #bought({ InstanceId = "", InstanceType = "m5.xlarge", Tags = [] }: Instance): Promise<void> {
    const { clock, timeline, care, root } = this.deps;
    const type = instanceType(InstanceType);
    if (type === undefined) throw new Error(`the fleet bought a ${InstanceType}, which is in no catalogue`);
    const isOnDemand = Tags.some(({ Key }) => Key === "aws:autoscaling:groupName");
    this.machines.push(await Machine.boot(InstanceId, { type, isOnDemand }, clock.minute, root));
    timeline.say(`machine ${this.machines.length} bought (${InstanceType}${isOnDemand ? ", on demand" : ""})`);
    await care.tell(stateChange(InstanceId, "running"));
  }

  async #ended(machine: Machine): Promise<void> {
    const { clock, timeline, care, ecs, program } = this.deps;
    await machine.end(clock.minute);
    timeline.say(`machine ${this.numberOf(machine)} ended`);
    if (machine.containerInstanceArn !== undefined) {
      const containerInstance = machine.containerInstanceArn;
      const { cluster } = program.deployment;
      await ecs.send(new DeregisterContainerInstanceCommand({ cluster, containerInstance, force: true }));
    }
    await care.tell(stateChange(machine.id, "terminated"));
  }

  async #join(machine: Machine): Promise<void> {
    const { ecs, program, clock } = this.deps;
    if (machine.containerInstanceArn !== undefined || machine.minutesUp(clock.minute) < BOOT_MINUTES) return;
    const instanceIdentityDocument = JSON.stringify({ instanceId: machine.id, region: program.deployment.region });
    const { cluster } = program.deployment;
    const { containerInstance } = await ecs.send(
      new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument }),
    );
    machine.containerInstanceArn = containerInstance?.containerInstanceArn;
  }

  numberOf(machine: Machine): number {
    return this.machines.indexOf(machine) + 1;
  }
}

const stateChange = (id: string, state: "running" | "terminated"): CloudEvent => ({
  source: "aws.ec2",
  "detail-type": "EC2 Instance State-change Notification",
  detail: { "instance-id": id, state },
});
