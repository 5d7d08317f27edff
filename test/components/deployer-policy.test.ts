import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runExperiment } from "../helpers/experiment-resources";
import { listed } from "../helpers/resource-graph";

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const text = readFileSync(join(__dirname, "../../docs/deployer-policy.json"), "utf8");
const { Statement: statements } = JSON.parse(text) as { Statement: readonly Statement[] };
const actions = new Set(statements.flatMap(({ Action }) => listed(Action)));

/** What the provider calls to make, read and delete one resource of each type. */
const CALLS: Readonly<Record<string, string>> = {
  "aws:appautoscaling/policy:Policy":
    "application-autoscaling: PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy",
  "aws:appautoscaling/target:Target":
    "application-autoscaling: RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget",
  "aws:cloudwatch/dashboard:Dashboard": "cloudwatch: PutDashboard GetDashboard DeleteDashboards",
  "aws:cloudwatch/eventRule:EventRule": "events: PutRule DescribeRule DeleteRule TagResource",
  "aws:cloudwatch/eventTarget:EventTarget": "events: PutTargets ListTargetsByRule RemoveTargets",
  "aws:cloudwatch/logGroup:LogGroup": "logs: CreateLogGroup DescribeLogGroups PutRetentionPolicy DeleteLogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch: PutMetricAlarm DescribeAlarms DeleteAlarms",
  "aws:ec2/launchTemplate:LaunchTemplate":
    "ec2: CreateLaunchTemplate CreateLaunchTemplateVersion ModifyLaunchTemplate DescribeLaunchTemplates DescribeLaunchTemplateVersions DeleteLaunchTemplate",
  "aws:ec2/securityGroup:SecurityGroup":
    "ec2: CreateSecurityGroup AuthorizeSecurityGroupEgress RevokeSecurityGroupEgress DescribeSecurityGroups DeleteSecurityGroup",
  "aws:ec2/spotFleetRequest:SpotFleetRequest":
    "ec2: RequestSpotFleet RunInstances CreateTags DescribeSpotFleetRequests DescribeSpotFleetInstances CancelSpotFleetRequests",
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": "ecr: PutLifecyclePolicy GetLifecyclePolicy DeleteLifecyclePolicy",
  "aws:ecr/repository:Repository": "ecr: CreateRepository DescribeRepositories DeleteRepository TagResource",
  "aws:ecs/cluster:Cluster": "ecs: CreateCluster DescribeClusters DeleteCluster TagResource",
  "aws:ecs/service:Service": "ecs: CreateService DescribeServices UpdateService DeleteService",
  "aws:ecs/taskDefinition:TaskDefinition":
    "ecs: RegisterTaskDefinition DescribeTaskDefinition DeregisterTaskDefinition",
  "aws:iam/instanceProfile:InstanceProfile":
    "iam: CreateInstanceProfile AddRoleToInstanceProfile GetInstanceProfile RemoveRoleFromInstanceProfile DeleteInstanceProfile",
  "aws:iam/role:Role":
    "iam: CreateRole GetRole TagRole PassRole ListRolePolicies ListAttachedRolePolicies ListInstanceProfilesForRole DeleteRole",
  "aws:iam/rolePolicy:RolePolicy": "iam: PutRolePolicy GetRolePolicy DeleteRolePolicy",
  "aws:lambda/function:Function":
    "lambda: CreateFunction GetFunction UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction",
  "aws:lambda/invocation:Invocation": "lambda: InvokeFunction",
  "aws:lambda/permission:Permission": "lambda: AddPermission GetPolicy RemovePermission",
  "aws:sns/topic:Topic": "sns: CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic",
  "aws:sns/topicPolicy:TopicPolicy": "sns: SetTopicAttributes GetTopicAttributes",
  "aws:sns/topicSubscription:TopicSubscription": "sns: Subscribe GetSubscriptionAttributes Unsubscribe",
  "aws:sqs/queue:Queue": "sqs: CreateQueue GetQueueAttributes SetQueueAttributes TagQueue DeleteQueue",
  "docker-build:index:Image":
    "ecr: GetAuthorizationToken BatchCheckLayerAvailability InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage",
};

describe("the rights for `pulumi up` in the docs", () => {
  it("are enough for every resource of the experiment", async () => {
    const { resources } = await runExperiment({ notify: '["ada@example.org"]' });
    for (const type of new Set(resources.filter(({ custom }) => custom).map((one) => one.type))) {
      const calls = CALLS[type] ?? assert.fail(`the test does not know what ${type} calls`);
      const [service, names] = calls.split(": ") as [string, string];
      for (const name of names.split(" "))
        assert.ok(actions.has(`${service}:${name}`), `${type} calls ${service}:${name}`);
    }
  });

  it("cover what is looked up", () => {
    for (const action of [
      "ec2:DescribeVpcs",
      "ec2:DescribeSubnets",
      "ec2:DescribeInstanceTypeOfferings",
      "ssm:GetParameter",
      "sts:GetCallerIdentity",
    ]) {
      assert.ok(actions.has(action), action);
    }
  });

  it("name every action, and things of ours wherever they have names", () => {
    for (const { Sid, Action, Resource } of statements) {
      for (const action of listed(Action)) assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/u);
      if (["RegistryLogin", "Fleet", "Look", "Scaling", "WithoutResource", "SystemImage"].includes(Sid)) continue;
      for (const arn of listed(Resource)) assert.match(arn, /[:/]fiji-\*/u, Sid);
    }
  });

  it("make an administrator by a detour, and the docs say so", () => {
    const detour = ["iam:CreateRole", "iam:PutRolePolicy", "iam:PassRole", "lambda:CreateFunction"];
    assert.deepEqual(
      detour.filter((action) => !actions.has(action)),
      [],
    );
    assert.doesNotMatch(text, /iam:PermissionsBoundary/u);
    assert.match(
      readFileSync(join(__dirname, "../../docs/aws.md"), "utf8"),
      /administrator of the account, by a detour.*has no permissions boundary/su,
    );
  });

  it("fit one managed policy", () => assert.ok(JSON.stringify(JSON.parse(text)).length <= 6144));
});
