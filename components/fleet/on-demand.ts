import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EXPERIMENT_TAG, type BaseTags, tagsOf } from "../aws/tags";
import type { TypeInSubnet } from "../aws/network";

export interface OnDemandArgs {
  readonly groupName: string;
  /** Machines at most, 1 or more. */
  readonly machines: number;
  readonly template: aws.ec2.LaunchTemplate;
  readonly subnets: readonly TypeInSubnet[];
  /** What must be there before the first machine boots and until the last has ended. */
  readonly after: readonly pulumi.Resource[];
  readonly tags: BaseTags;
}

/**
 * The net below the spot fleet: an Auto Scaling group of on-demand machines from the same template, empty until MachineCare
 * asks for some. A group beside the fleet, since a fleet with on-demand capacity can't go to 0. Its machines are protected
 * from scale-in: a lower number ends none of them, MachineCare ends those without work.
 */
export class OnDemandMachines extends pulumi.ComponentResource {
  constructor(name: string, args: OnDemandArgs, opts?: pulumi.ComponentResourceOptions) {
    const { groupName, machines, template, subnets, after, tags } = args;
    super("fiji:index:OnDemandMachines", name, { groupName, machines }, opts);
    const types = [...new Set(subnets.map(({ instanceType }) => instanceType))];
    new aws.autoscaling.Group(
      `${name}-group`,
      {
        name: groupName,
        minSize: 0,
        maxSize: machines,
        desiredCapacity: 0,
        vpcZoneIdentifiers: [...new Set(subnets.map(({ subnetId }) => subnetId))],
        protectFromScaleIn: true,
        healthCheckType: "EC2",
        // would end busy machines to even out zones
        suspendedProcesses: ["AZRebalance"],
        waitForCapacityTimeout: "0",
        forceDelete: true,
        mixedInstancesPolicy: {
          instancesDistribution: {
            onDemandPercentageAboveBaseCapacity: 100,
            onDemandAllocationStrategy: "lowest-price",
          },
          launchTemplate: {
            launchTemplateSpecification: {
              launchTemplateId: template.id,
              version: template.latestVersion.apply((version) => String(version)),
            },
            overrides: types.map((instanceType) => ({ instanceType })),
          },
        },
        tags: Object.entries(tagsOf(tags, "fleet")).map(([key, value]) => ({
          key,
          value,
          // the template tags machines itself
          propagateAtLaunch: key === EXPERIMENT_TAG,
        })),
      },
      // the number is MachineCare's
      { parent: this, dependsOn: [...after], ignoreChanges: ["desiredCapacity"] },
    );
    this.registerOutputs({ groupName });
  }
}
