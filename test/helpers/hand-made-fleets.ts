// The machines of the hand-made stack, bought in every way that Pulumi knows.
import { handMade, spoiled, withProps } from "./hand-made-stack";

const { cluster, repository, task, service, serviceTarget, template, fleet } = handMade;

/** A fleet of these types by its launch template. */
export const overrides = (...types: readonly object[]) => ({
  launchTemplateConfigs: [{ launchTemplateSpecification: { name: "stitch" }, overrides: types }],
});

/** The template with these volumes; without the second, work files lie on the root volume. */
export const volumes = (rootGiB: number, dataGiB?: number) => ({
  blockDeviceMappings: [
    { deviceName: "/dev/xvda", ebs: { volumeSize: rootGiB } },
    ...(dataGiB === undefined ? [] : [{ deviceName: "/dev/xvdf", ebs: { volumeSize: dataGiB } }]),
  ],
});

/** The same machines as an auto scaling group: mixed instances, at most 3. */
export const group = {
  type: "aws:autoscaling/group:Group",
  name: "stitch",
  props: {
    maxSize: 3,
    minSize: 0,
    mixedInstancesPolicy: {
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateName: "stitch" },
        overrides: [{ instanceType: "m4.16xlarge" }],
      },
      instancesDistribution: {
        onDemandPercentageAboveBaseCapacity: 0,
        spotMaxPrice: "1.00",
        spotAllocationStrategy: "price-capacity-optimized",
      },
    },
  },
};
/** Only the group, its distribution of instances changed. */
export const groupAlone = (distribution: Readonly<Record<string, unknown>>) => {
  const { launchTemplate, instancesDistribution } = group.props.mixedInstancesPolicy;
  const policy = { launchTemplate, instancesDistribution: { ...instancesDistribution, ...distribution } };
  return [withProps(group, { mixedInstancesPolicy: policy })];
};
/** The fleet without autoscaling: its target stays what the program says. */
export const fixedFleet = (props = {}) =>
  spoiled({ fleet: { targetCapacity: 3, ...props } }).filter(({ type }) => type !== handMade.fleetTarget.type);
/** Policies on fleets: a test of one is a test that the others keep silent. */
export const FLEET_POLICIES = [
  "fleets-name-their-price",
  "fleets-cost-no-more-per-hour",
  "fleets-take-calm-pools",
  "fleets-end",
  "fleets-spare-busy-machines",
  "idle-alarms-buy-no-machines",
];
/** The whole stack with the group in place of the fleet. */
export const grouped = (types: readonly object[], maxSize = 3) => {
  const policy = structuredClone(group.props.mixedInstancesPolicy);
  policy.launchTemplate.overrides = types as typeof policy.launchTemplate.overrides;
  const made = withProps(group, { maxSize, mixedInstancesPolicy: policy });
  return [cluster, repository, task, service, serviceTarget, template, made];
};
/** The same machines by launch specifications, without a template. */
export const specified = (...types: readonly object[]) => [
  cluster,
  repository,
  task,
  service,
  serviceTarget,
  withProps(fleet, { launchTemplateConfigs: undefined, launchSpecifications: types, targetCapacity: 3 }),
];
export const specification = {
  instanceType: "m4.16xlarge",
  ami: "ami-1",
  rootBlockDevices: [{ volumeSize: 30 }],
  ebsBlockDevices: [{ deviceName: "/dev/xvdf", volumeSize: 165 }],
};
