import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { excessProblems, allocationProblems } from "../../policy/rules/fleet";
import { priceProblems } from "../../policy/rules/price";
import type { Account } from "../aws/account";
import { fleetStatements, passStatement } from "./fleet-role";
import { policyDocument, serviceRole } from "../aws/iam";
import { machineStatements } from "./instance-role";
import { type MachineArgs, MachineTemplate } from "./launch-template";
import type { TypeInSubnet } from "../aws/network";
import { refuse } from "../aws/refuse";
import { tagsOf } from "../aws/tags";

export interface SpotFleetArgs extends MachineArgs {
  readonly account: Account;
  /** One override each: type × subnet, 1 to 300. */
  readonly subnets: readonly TypeInSubnet[];
  /** Machines at most; for the price check only, the target is Scaling's. */
  readonly machines: number;
  /** USD per machine-hour as a decimal text such as "0.10". */
  readonly maxSpotPrice: string;
  /** Hours from the first `pulumi up` until the fleet and its machines end. */
  readonly endAfterHours: number;
  readonly bucketKmsKey?: string | undefined;
  /** What must be there before the first machine boots and until the last has ended: cluster, log groups, MachineCare. */
  readonly after: readonly pulumi.Resource[];
}

const ALLOCATION = "priceCapacityOptimized";
/** Lowering the target ends no machine: MachineCare ends those without tasks. */
const EXCESS = "NoTermination";

/**
 * The machines: launch template, their role, and a Spot Fleet request that starts at 0 and keeps what Scaling wants.
 */
export class SpotFleet extends pulumi.ComponentResource {
  /** `sfr-…`. */
  readonly requestId: pulumi.Output<string>;
  /** ISO 8601, whole seconds: the fleet and its machines end then. */
  readonly validUntil: pulumi.Output<string>;
  readonly template: aws.ec2.LaunchTemplate;

  constructor(name: string, args: SpotFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, subnets, machines, maxSpotPrice, tags } = args;
    refuse(`SpotFleet "${name}"`, [
      ...priceProblems({ maxSpotPrice, machines }),
      ...allocationProblems(ALLOCATION),
      ...excessProblems("maintain", EXCESS),
    ]);
    super("fiji:index:SpotFleet", name, { maxSpotPrice, places: subnets.length }, opts);
    const child = { parent: this };
    const machine = serviceRole(
      `${name}-machine`,
      {
        account,
        description: `Machines of ${tags.experiment}: ECS agent, logs, Session Manager`,
        service: "ec2.amazonaws.com",
        statements: machineStatements(args),
        tags: tagsOf(tags, "machine"),
      },
      child,
    );
    const profile = new aws.iam.InstanceProfile(
      `${name}-profile`,
      { role: machine.role.name, tags: tagsOf(tags, "machine") },
      child,
    );
    const buyer = serviceRole(
      `${name}-role`,
      {
        account,
        description: `Spot Fleet of ${tags.experiment}: buys, names and ends its machines`,
        service: "spotfleet.amazonaws.com",
        statements: fleetStatements(account, tags.experiment),
        tags: tagsOf(tags, "fleet"),
      },
      child,
    );
    // a policy of its own: the unknown ARN would hide the other statements at preview
    const pass = new aws.iam.RolePolicy(
      `${name}-pass-policy`,
      {
        role: buyer.role.name,
        policy: machine.role.arn.apply((arn) => policyDocument([passStatement(account, arn)])),
      },
      child,
    );
    const { template } = new MachineTemplate(
      `${name}-template`,
      { ...args, profileArn: profile.arn },
      { ...child, dependsOn: [machine.policy] },
    );
    this.template = template;
    this.validUntil = buyer.role.createDate.apply((created) => endDate(created, args.endAfterHours));
    const request = new aws.ec2.SpotFleetRequest(
      `${name}-request`,
      {
        iamFleetRole: buyer.role.arn,
        fleetType: "maintain",
        allocationStrategy: ALLOCATION,
        excessCapacityTerminationPolicy: EXCESS,
        targetCapacity: 0,
        spotPrice: maxSpotPrice,
        validUntil: this.validUntil,
        terminateInstancesWithExpiration: true,
        terminateInstancesOnDelete: "true",
        instanceInterruptionBehaviour: "terminate",
        replaceUnhealthyInstances: false,
        waitForFulfillment: false,
        launchTemplateConfigs: [
          {
            launchTemplateSpecification: {
              id: template.id,
              version: template.latestVersion.apply((version) => String(version)),
            },
            overrides: subnets.map(({ instanceType, subnetId }) => ({ instanceType, subnetId })),
          },
        ],
        tags: tagsOf(tags, "fleet"),
      },
      {
        ...child,
        dependsOn: [buyer.policy, pass, machine.policy, profile, ...args.after],
        // two fleets would buy twice
        deleteBeforeReplace: true,
        // the target is Scaling's
        ignoreChanges: ["targetCapacity"],
      },
    );
    this.requestId = request.id;
    this.registerOutputs({ requestId: this.requestId, validUntil: this.validUntil });
  }
}

/** The fleet's end, whole seconds; from the role's creation, so that updates do not move it. */
export function endDate(created: string, hours: number): string {
  const end = new Date(Date.parse(created) + hours * 3_600_000);
  return end.toISOString().replace(/\.\d{3}Z$/u, "Z");
}
