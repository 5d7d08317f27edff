import assert from "node:assert/strict";
import { runExperiment } from "../helpers/experiment-resources";
import { SHIPPED_POLICIES, shipped, shippedText } from "../helpers/every-statement";
import { listed } from "../helpers/resource-graph";

const statements = shipped("deploy");
const actions = new Set([...statements, ...shipped("deploy-on-demand")].flatMap(({ Action }) => listed(Action)));

/** What the provider calls to make, read and delete one resource of each type. */
const CALLS: Readonly<Record<string, string>> = {
  "aws:appautoscaling/policy:Policy":
    "application-autoscaling: PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy",
  "aws:appautoscaling/target:Target":
    "application-autoscaling: RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget",
  "aws:autoscaling/group:Group":
    "autoscaling: CreateAutoScalingGroup UpdateAutoScalingGroup DescribeAutoScalingGroups DescribeScalingActivities DeleteAutoScalingGroup",
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
    const { resources } = await runExperiment({
      onDemandMachines: "2",
      notify: '["ada@example.org","https://hooks.slack.com/services/T/B/x"]',
    });
    for (const type of new Set(resources.map((one) => one.type).filter((type) => /^(aws|docker-build):/u.test(type)))) {
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
      "ec2:DescribeKeyPairs",
      "ecr:DescribeImages",
      "logs:DescribeLogGroups",
      "logs:ListTagsForResource",
      "ec2:DescribeInstanceTypeOfferings",
      "ssm:GetParameter",
      "sts:GetCallerIdentity",
    ]) {
      assert.ok(actions.has(action), action);
    }
  });

  it("name every action, and things of ours wherever they have names", () => {
    for (const { Sid = "", Action, Resource } of statements) {
      for (const action of listed(Action)) assert.match(action, /^[a-z0-9-]+:[A-Za-z]+$/u);
      if (["RegistryLogin", "Fleet", "Look", "Scaling", "WithoutResource", "SystemImage"].includes(Sid)) continue;
      for (const arn of listed(Resource)) assert.match(arn, /[:/]fiji-\*/u, Sid);
    }
  });

  it("make no administrator: roles are made and changed only with the boundary, and nothing takes it off", () => {
    const bounded = statements.find(({ Sid }) => Sid === "BoundedRoles");
    assert.deepEqual(bounded?.Condition, {
      ArnLike: { "iam:PermissionsBoundary": "arn:aws:iam::*:policy/fiji-boundary" },
    });
    const giving = /^iam:(Create|Put|Attach|Detach|Set|Add)\w*(Role|Policy|Boundary|User|Group)/u;
    assert.deepEqual(
      statements.flatMap(({ Sid, Action }) =>
        listed(Action)
          .filter((action) => giving.test(action))
          .map((action) => `${Sid} ${action}`),
      ),
      [
        "BoundedRoles iam:CreateRole",
        "BoundedRoles iam:PutRolePolicy",
        "BoundedRoles iam:PutRolePermissionsBoundary",
        "Roles iam:AddRoleToInstanceProfile", // the profile's role, which is bounded
      ],
    );
    const doors = [
      "iam:CreatePolicyVersion",
      "iam:AttachRolePolicy",
      "iam:DeleteRolePermissionsBoundary",
      "iam:CreateUser",
    ];
    assert.deepEqual(
      doors.filter((action) => actions.has(action)),
      [],
    );
  });

  for (const name of SHIPPED_POLICIES)
    it(`of ${name} fit one managed policy, 6,144 characters without spaces`, () => {
      assert.ok(JSON.stringify(JSON.parse(shippedText(name))).length <= 6144);
    });
});
