/** What the providers say of a resource type. From the documentation of @pulumi/aws 7 and @pulumi/docker-build 0.0. */
interface TypeFacts {
  /** Inputs that can only change by making the resource again; "*": all but those in `updates`. */
  readonly replaces: readonly string[] | "*";
  readonly updates?: readonly string[];
  /** Inputs whose change means nothing. */
  readonly ignores?: readonly string[];
  /** The provider makes a name up where none is given. */
  readonly autoNamed?: true;
}

const FACTS: Readonly<Record<string, TypeFacts>> = {
  "aws:appautoscaling/policy:Policy": { replaces: ["name", "resourceId", "scalableDimension", "serviceNamespace"] },
  "aws:appautoscaling/target:Target": { replaces: ["resourceId", "scalableDimension", "serviceNamespace"] },
  "aws:autoscaling/group:Group": { replaces: ["name", "namePrefix"] },
  "aws:cloudwatch/dashboard:Dashboard": { replaces: ["dashboardName"] },
  "aws:cloudwatch/eventRule:EventRule": { replaces: ["name", "eventBusName"] },
  "aws:cloudwatch/eventTarget:EventTarget": { replaces: ["rule", "targetId", "eventBusName"] },
  "aws:cloudwatch/logGroup:LogGroup": { replaces: ["name", "logGroupClass"] },
  "aws:cloudwatch/metricAlarm:MetricAlarm": { replaces: ["name"] },
  "aws:ec2/launchTemplate:LaunchTemplate": { replaces: ["name"] },
  "aws:ec2/securityGroup:SecurityGroup": { replaces: ["name", "description", "vpcId"] },
  "aws:ec2/spotFleetRequest:SpotFleetRequest": {
    replaces: "*",
    updates: [
      "targetCapacity",
      "onDemandTargetCapacity",
      "excessCapacityTerminationPolicy",
      "context",
      "tags",
      "terminateInstancesOnDelete",
      "waitForFulfillment",
    ],
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": { replaces: ["repository", "policy"] },
  "aws:ecr/repository:Repository": { replaces: ["name", "encryptionConfigurations"] },
  "aws:ecs/cluster:Cluster": { replaces: ["name"] },
  "aws:ecs/service:Service": { replaces: ["name", "cluster", "launchType", "schedulingStrategy"] },
  "aws:ecs/taskDefinition:TaskDefinition": { replaces: "*", updates: ["tags", "skipDestroy", "trackLatest"] },
  "aws:iam/instanceProfile:InstanceProfile": { replaces: ["name", "path"], autoNamed: true },
  "aws:iam/role:Role": { replaces: ["name", "path"], autoNamed: true },
  "aws:iam/rolePolicy:RolePolicy": { replaces: ["name", "role"], autoNamed: true },
  "aws:lambda/function:Function": { replaces: ["name", "packageType"] },
  // with lifecycleScope CRUD another input is an update
  "aws:lambda/invocation:Invocation": { replaces: ["functionName", "qualifier", "triggers"] },
  "aws:lambda/permission:Permission": { replaces: "*" },
  "aws:sns/topic:Topic": { replaces: ["name", "fifoTopic"] },
  "aws:sns/topicPolicy:TopicPolicy": { replaces: ["arn"] },
  "aws:sns/topicSubscription:TopicSubscription": { replaces: ["topic", "protocol", "endpoint"] },
  "aws:sqs/queue:Queue": { replaces: ["name", "fifoQueue"] },
  // the registry's password is another one each time
  "docker-build:index:Image": { replaces: [], ignores: ["registries"] },
};

/** @throws when the program makes a resource whose facts are not here */
export function factsOf(type: string): TypeFacts {
  const facts = FACTS[type];
  if (facts === undefined) throw new Error(`${type}: add it to the table in provider-facts.ts`);
  return facts;
}

export function isReplacedBy(type: string, property: string): boolean {
  const { replaces, updates = [] } = factsOf(type);
  return replaces === "*" ? !updates.includes(property) : replaces.includes(property);
}
