import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type CapacityFacts } from "../../policy/rules/capacity";
import { regionalArn } from "../aws/account";
import { type ServiceRole, serviceRole } from "../aws/iam";
import { lambdaCode, lambdaSource } from "../aws/lambda-code";
import { type BaseTags, EXPERIMENT_TAG, tagsOf } from "../aws/tags";
import { type CareEnvironment } from "./lambda/settings";
import { type MachineCareRightsArgs, machineCareStatements } from "./rights";

/** `machines` is also what the fleet's maximum becomes again after the function was away. */
export interface MachineCareArgs extends MachineCareRightsArgs, CapacityFacts {
  /** Minutes that a machine may do nothing until its alarm acts, 1 to 1440. */
  readonly idleMinutes: number;
  readonly idleAction: "terminate" | "reboot";
  readonly scaling: "queue" | "fixed" | "cheapest";
  /** Name of the alarm that sets fleet and service to 0. */
  readonly emptyAlarm: string;
  readonly logRetentionDays: number;
  readonly tags: BaseTags;
}

const ENTRY = "components/fleet-controller/lambda/handler.ts";
/** Seconds. Of a thousand new machines some alarms are left to the next sweep: CloudWatch takes 3 a second. */
const TIMEOUT_SECONDS = 300;

/**
 * Looks after machines: one alarm for each that does nothing, none for those gone; ends machines when nothing is wanted;
 * stops a run that cannot go on. The fleet depends on it, so at destroy it cleans up after the fleet.
 */
export class MachineCare extends pulumi.ComponentResource {
  readonly functionArn: pulumi.Output<string>;

  constructor(name: string, args: MachineCareArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, clusterName, functionName, idleAction, idleMinutes, tags } = args;
    super("fiji:index:MachineCare", name, { functionName, idleMinutes, idleAction }, opts);
    const logGroup = new aws.cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: `/aws/lambda/${functionName}`,
        retentionInDays: args.logRetentionDays,
        tags: tagsOf(tags, "logs"),
      },
      { parent: this },
    );
    const role = serviceRole(
      `${name}-role`,
      {
        account,
        description: `Care of the machines of ${args.experiment}`,
        service: "lambda.amazonaws.com",
        statements: machineCareStatements(args),
        tags: tagsOf(tags, "care"),
      },
      { parent: this },
    );
    const careFunction = this.#function(name, args, logGroup, role);

    const rules: Record<string, aws.cloudwatch.EventRuleArgs> = {
      machines: {
        description: "A machine started or ended. The function looks at the tag: this event does not carry any.",
        eventPattern: JSON.stringify({
          source: ["aws.ec2"],
          "detail-type": ["EC2 Instance State-change Notification"],
          detail: { state: ["running", "terminated"] },
        }),
      },
      tasks: {
        description: `A task of cluster ${clusterName} stopped: its machine may have nothing left to do.`,
        eventPattern: JSON.stringify({
          source: ["aws.ecs"],
          "detail-type": ["ECS Task State Change"],
          detail: {
            clusterArn: [regionalArn(account, "ecs", `cluster/${clusterName}`)],
            lastStatus: ["STOPPED"],
            containerInstanceArn: [{ exists: true }], // a task that never had a machine leaves none behind
          },
        }),
      },
      sweep: {
        description:
          "Whether jobs wait; every five minutes what events missed, and runs that stalled. Switched on and off by the function: on while machines are up, with onDemandMachines always.",
        scheduleExpression: "rate(1 minute)",
      },
    };
    for (const [suffix, ruleArgs] of Object.entries(rules)) {
      this.#call(name, suffix, careFunction, {
        ...ruleArgs,
        name: `${functionName}-${suffix}`,
        tags: tagsOf(tags, "care"),
      });
    }

    // called at create, when a setting changes, and at delete: then the fleet, which depends on it, is gone. No
    // `triggers`: they would replace this, and that is a delete, too
    new aws.lambda.Invocation(
      `${name}-lifecycle`,
      {
        functionName: careFunction.name,
        lifecycleScope: "CRUD",
        input: JSON.stringify({ settings: environmentOf(args) }),
      },
      { parent: this, dependsOn: [role.policy, logGroup] },
    );
    this.functionArn = careFunction.arn;
    this.registerOutputs({ functionArn: this.functionArn });
  }

  #function(name: string, args: MachineCareArgs, logGroup: aws.cloudwatch.LogGroup, { role, policy }: ServiceRole) {
    return new aws.lambda.Function(
      `${name}-function`,
      {
        name: args.functionName,
        description: `Looks after the machines of ${args.experiment}`,
        runtime: "nodejs22.x",
        architectures: ["arm64"],
        handler: "index.handler",
        code: lambdaCode("machine-care", ENTRY),
        // 30 machines take 110 to 146 MB (measured, Node 22); vCPU comes with memory, so that more of it costs no more
        memorySize: 512,
        timeout: TIMEOUT_SECONDS,
        role: role.arn,
        environment: { variables: environmentOf(args) },
        loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
        tags: tagsOf(args.tags, "care"),
      },
      { parent: this, dependsOn: [policy] },
    );
  }

  #call(name: string, suffix: string, careFunction: aws.lambda.Function, ruleArgs: aws.cloudwatch.EventRuleArgs) {
    const opts = { parent: this };
    const rule = new aws.cloudwatch.EventRule(`${name}-${suffix}`, ruleArgs, { ...opts, ignoreChanges: ["state"] });
    const permission = new aws.lambda.Permission(
      `${name}-${suffix}-permission`,
      {
        action: "lambda:InvokeFunction",
        function: careFunction.name,
        principal: "events.amazonaws.com",
        sourceArn: rule.arn,
      },
      opts,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-${suffix}-target`,
      { rule: rule.name, arn: careFunction.arn },
      { ...opts, dependsOn: [permission] },
    );
  }
}

function environmentOf(args: MachineCareArgs): CareEnvironment & Record<string, string> {
  const { account } = args;
  return {
    EXPERIMENT: args.experiment,
    EXPERIMENT_TAG,
    CLUSTER: args.clusterName,
    SERVICE: args.serviceName,
    QUEUE: args.queueName,
    IDLE_MINUTES: String(args.idleMinutes),
    IDLE_ACTION_ARN: `arn:${account.partition}:automate:${account.region}:ec2:${args.idleAction}`,
    TOPIC_ARN: regionalArn(account, "sns", args.topicName),
    SWEEP_RULE: `${args.functionName}-sweep`,
    MACHINES: String(args.machines),
    TASKS_PER_MACHINE: String(args.tasksPerMachine),
    COPIES_PER_TASK: String(args.copiesPerTask),
    JOBS_PER_COPY: String(args.jobsPerCopy),
    SCALING: args.scaling,
    EMPTY_ALARM: args.emptyAlarm,
    ON_DEMAND_MACHINES: String(args.onDemandMachines),
    ON_DEMAND_GROUP: args.onDemandGroup,
  };
}

/** The function's code; tests run it. */
export const machineCareSource = (): string => lambdaSource(ENTRY);
