import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  SuspendProcessesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  CreateLaunchTemplateCommand,
  CreateSecurityGroupCommand,
  EC2Client,
  type RequestLaunchTemplateData,
  RequestSpotFleetCommand,
  type SpotFleetRequestConfigData,
} from "@aws-sdk/client-ec2";
import {
  CreateClusterCommand,
  type CreateClusterCommandInput,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { type Calls, type ClientOptions, pascal, type Props, tagList, text } from "./calls";

/** Cluster, tasks, machines. `made` gets the id that AWS gave to a thing which others name by its id. */
export function computingCalls(options: ClientOptions, made: (mockId: string, id: string | undefined) => void): Calls {
  const ec2 = new EC2Client(options);
  const ecs = new ECSClient(options);
  const groups = new AutoScalingClient(options);
  return {
    "aws:ecs/cluster:Cluster": ({ name, settings, tags }) =>
      ecs.send(
        new CreateClusterCommand({
          clusterName: text(name),
          settings: settings as CreateClusterCommandInput["settings"],
          tags: ecsTags(tags),
        }),
      ),
    "aws:ecs/taskDefinition:TaskDefinition": ({ containerDefinitions, volumes, tags, ...props }) =>
      ecs.send(
        new RegisterTaskDefinitionCommand({
          ...(props as unknown as RegisterTaskDefinitionCommandInput),
          containerDefinitions: JSON.parse(
            String(containerDefinitions),
          ) as RegisterTaskDefinitionCommandInput["containerDefinitions"],
          volumes: (volumes as Volume[]).map(({ hostPath, ...volume }) => ({
            ...volume,
            ...(hostPath !== undefined && { host: { sourcePath: hostPath } }),
          })),
          tags: ecsTags(tags),
        }),
      ),
    "aws:ecs/service:Service": ({ name, orderedPlacementStrategies, tags, ...props }) => {
      const { deploymentMaximumPercent, deploymentMinimumHealthyPercent, ...rest } = props;
      return ecs.send(
        new CreateServiceCommand({
          ...(without(rest, ["forceDelete", "waitForSteadyState"]) as unknown as CreateServiceCommandInput),
          serviceName: text(name),
          placementStrategy: orderedPlacementStrategies as CreateServiceCommandInput["placementStrategy"],
          deploymentConfiguration: {
            maximumPercent: Number(deploymentMaximumPercent),
            minimumHealthyPercent: Number(deploymentMinimumHealthyPercent),
          },
          tags: ecsTags(tags),
        }),
      );
    },
    "aws:ec2/securityGroup:SecurityGroup": async ({ name, description, vpcId, tags }) => {
      const TagSpecifications = [{ ResourceType: "security-group" as const, Tags: tagList(tags) }];
      const { GroupId } = await ec2.send(
        new CreateSecurityGroupCommand({
          GroupName: text(name),
          Description: text(description),
          VpcId: text(vpcId),
          TagSpecifications,
        }),
      );
      made("sg-00000000000000001", GroupId);
    },
    "aws:ec2/launchTemplate:LaunchTemplate": async ({ name, description, tags, ...props }) => {
      const { LaunchTemplate } = await ec2.send(
        new CreateLaunchTemplateCommand({
          LaunchTemplateName: text(name),
          VersionDescription: text(description),
          LaunchTemplateData: launchTemplateData(without(props, ["updateDefaultVersion"])),
          TagSpecifications: [{ ResourceType: "launch-template", Tags: tagList(tags) }],
        }),
      );
      made("lt-00000000000000001", LaunchTemplate?.LaunchTemplateId);
    },
    "aws:autoscaling/group:Group": async (props) => {
      const { name, minSize, maxSize, desiredCapacity, vpcZoneIdentifiers, protectFromScaleIn, tags } =
        props as unknown as GroupProps;
      const { instancesDistribution, launchTemplate } = props[
        "mixedInstancesPolicy"
      ] as GroupProps["mixedInstancesPolicy"];
      await groups.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: name,
          MinSize: minSize,
          MaxSize: maxSize,
          DesiredCapacity: desiredCapacity,
          VPCZoneIdentifier: vpcZoneIdentifiers.join(","),
          NewInstancesProtectedFromScaleIn: protectFromScaleIn,
          HealthCheckType: text(props["healthCheckType"]),
          MixedInstancesPolicy: {
            InstancesDistribution: pascal(instancesDistribution) as object,
            LaunchTemplate: pascal(launchTemplate) as object,
          },
          Tags: tags.map(({ key, value, propagateAtLaunch }) => ({
            Key: key,
            Value: value,
            PropagateAtLaunch: propagateAtLaunch,
          })),
        }),
      );
      const processes = { AutoScalingGroupName: name, ScalingProcesses: props["suspendedProcesses"] as string[] };
      await groups.send(new SuspendProcessesCommand(processes));
    },
    "aws:ec2/spotFleetRequest:SpotFleetRequest": async ({ launchTemplateConfigs, fleetType, tags, ...props }) => {
      const rest = without(props, ["terminateInstancesOnDelete", "waitForFulfillment"]);
      const configs = launchTemplateConfigs as LaunchTemplateConfig[];
      const { SpotFleetRequestId } = await ec2.send(
        new RequestSpotFleetCommand({
          SpotFleetRequestConfig: {
            ...(pascal(
              without(rest, ["excessCapacityTerminationPolicy", "validUntil", "instanceInterruptionBehaviour"]),
            ) as SpotFleetRequestConfigData),
            Type: text(fleetType) as "maintain",
            // the provider has a spelling of its own
            ExcessCapacityTerminationPolicy:
              rest["excessCapacityTerminationPolicy"] === "NoTermination" ? "noTermination" : "default",
            InstanceInterruptionBehavior: text(rest["instanceInterruptionBehaviour"]) as "terminate",
            ValidUntil: new Date(String(rest["validUntil"])),
            LaunchTemplateConfigs: configs.map(({ launchTemplateSpecification: { id, version }, overrides }) => ({
              LaunchTemplateSpecification: { LaunchTemplateId: id, Version: version },
              Overrides: pascal(overrides) as object[],
            })),
            TagSpecifications: [{ ResourceType: "spot-fleet-request", Tags: tagList(tags) }],
          },
        }),
      );
      made("sfr-00000000-0000-0000-0000-000000000001", SpotFleetRequestId);
    },
  };
}

interface Volume {
  readonly name: string;
  readonly hostPath?: string;
  readonly dockerVolumeConfiguration?: { readonly scope: "task"; readonly driver: string };
}

interface GroupProps {
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  readonly desiredCapacity: number;
  readonly vpcZoneIdentifiers: readonly string[];
  readonly protectFromScaleIn: boolean;
  readonly mixedInstancesPolicy: { readonly instancesDistribution: object; readonly launchTemplate: object };
  readonly tags: readonly { readonly key: string; readonly value: string; readonly propagateAtLaunch: boolean }[];
}

interface LaunchTemplateConfig {
  readonly launchTemplateSpecification: { readonly id: string; readonly version: string };
  readonly overrides: readonly unknown[];
}

/** The provider's inputs in EC2's shape: other names for lists, text for booleans. */
function launchTemplateData(props: Props): RequestLaunchTemplateData {
  const { networkInterfaces, tagSpecifications, blockDeviceMappings, ...rest } = props;
  const data = pascal({ ...rest, blockDeviceMappings, networkInterfaces }) as RequestLaunchTemplateData;
  return {
    ...data,
    BlockDeviceMappings: data.BlockDeviceMappings?.map((mapping) => ({
      ...mapping,
      Ebs: booleans(mapping.Ebs ?? {}, ["Encrypted", "DeleteOnTermination"]),
    })),
    NetworkInterfaces: data.NetworkInterfaces?.map((face) => {
      const { SecurityGroups, ...more } = face as { SecurityGroups?: string[] };
      return { ...booleans(more, ["AssociatePublicIpAddress", "DeleteOnTermination"]), Groups: SecurityGroups };
    }),
    TagSpecifications: (tagSpecifications as { resourceType: "instance"; tags: unknown }[]).map(
      ({ resourceType, tags }) => ({ ResourceType: resourceType, Tags: tagList(tags) }),
    ),
  };
}

function booleans(object: object, keys: readonly string[]): object {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, keys.includes(key) ? value === "true" : (value as unknown)]),
  );
}

const without = (props: Props, keys: readonly string[]): Props =>
  Object.fromEntries(Object.entries(props).filter(([key]) => !keys.includes(key)));

const ecsTags = (tags: unknown) =>
  Object.entries((tags ?? {}) as Record<string, string>).map(([key, value]) => ({ key, value }));
