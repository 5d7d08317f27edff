import { CreateRepositoryCommand, ECRClient, PutLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import {
  AddPermissionCommand,
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { CreateTopicCommand, SetTopicAttributesCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Calls, type ClientOptions, pascal, tagList, text } from "./calls";
import { generatedName } from "./generated-name";

/** Roles, queues, topic, function, repository. */
export function servingCalls(options: ClientOptions): Calls {
  const ecr = new ECRClient(options);
  const iam = new IAMClient(options);
  const lambda = new LambdaClient(options);
  const sns = new SNSClient(options);
  const sqs = new SQSClient(options);
  return {
    "aws:iam/role:Role": ({ name: given, assumeRolePolicy, description, tags }, name) =>
      iam.send(
        new CreateRoleCommand({
          RoleName: typeof given === "string" ? given : generatedName(name),
          AssumeRolePolicyDocument: text(assumeRolePolicy),
          Description: text(description),
          Tags: tagList(tags),
        }),
      ),
    "aws:iam/rolePolicy:RolePolicy": ({ role, policy }, name) =>
      iam.send(new PutRolePolicyCommand({ RoleName: text(role), PolicyName: name, PolicyDocument: text(policy) })),
    "aws:iam/instanceProfile:InstanceProfile": async ({ role, tags }, name) => {
      const InstanceProfileName = generatedName(name);
      await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName, Tags: tagList(tags) }));
      await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName: text(role) }));
    },
    "aws:lambda/function:Function": ({ name, code: _archive, environment, tags, ...props }) =>
      lambda.send(
        new CreateFunctionCommand({
          ...(pascal(props) as CreateFunctionCommandInput),
          FunctionName: text(name),
          Code: { ZipFile: EMPTY_ZIP },
          Environment: { Variables: (environment as { variables: Record<string, string> }).variables },
          Tags: tags as Record<string, string>,
        }),
      ),
    "aws:lambda/permission:Permission": ({ function: name, action, principal, sourceArn }, id) =>
      lambda.send(
        new AddPermissionCommand({
          FunctionName: text(name),
          StatementId: id,
          Action: text(action),
          Principal: text(principal),
          SourceArn: text(sourceArn),
        }),
      ),
    // a call of the function, not a thing: fleet-controller.int.test.ts runs its code
    "aws:lambda/invocation:Invocation": async ({ input }) => JSON.parse(String(input)) as unknown,
    "aws:sns/topic:Topic": ({ name, displayName, tags }) =>
      sns.send(
        new CreateTopicCommand({
          Name: text(name),
          Attributes: { DisplayName: String(displayName) },
          Tags: tagList(tags),
        }),
      ),
    "aws:sns/topicPolicy:TopicPolicy": ({ arn, policy }) =>
      sns.send(
        new SetTopicAttributesCommand({ TopicArn: text(arn), AttributeName: "Policy", AttributeValue: text(policy) }),
      ),
    "aws:sns/topicSubscription:TopicSubscription": ({ topic, protocol, endpoint }) =>
      sns.send(new SubscribeCommand({ TopicArn: text(topic), Protocol: text(protocol), Endpoint: text(endpoint) })),
    "aws:sqs/queue:Queue": ({ name, tags, ...props }) => {
      const attributes = Object.entries(props).map(([key, value]) => {
        const attribute = QUEUE_ATTRIBUTES[key];
        if (attribute === undefined) throw new Error(`no queue attribute is known for ${key}`);
        return [attribute, String(value)];
      });
      return sqs.send(
        new CreateQueueCommand({
          QueueName: text(name),
          Attributes: Object.fromEntries(attributes) as Record<string, string>,
          tags: tags as Record<string, string>,
        }),
      );
    },
    "aws:ecr/repository:Repository": ({ name, imageTagMutability, imageScanningConfiguration, tags }) =>
      ecr.send(
        new CreateRepositoryCommand({
          repositoryName: text(name),
          imageTagMutability: text(imageTagMutability) as "IMMUTABLE",
          imageScanningConfiguration: imageScanningConfiguration as { scanOnPush: boolean },
          tags: tagList(tags),
        }),
      ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ({ repository, policy }) =>
      ecr.send(new PutLifecyclePolicyCommand({ repositoryName: text(repository), lifecyclePolicyText: text(policy) })),
    // kept by Pulumi's engine, and built by Docker, not by AWS
    "pulumi:index:Stash": async (props) => props,
    "docker-build:index:Image": async (props) => props,
  };
}

/** The provider's names of queue attributes, and SQS's. */
const QUEUE_ATTRIBUTES: Readonly<Record<string, string>> = {
  maxMessageSize: "MaximumMessageSize",
  messageRetentionSeconds: "MessageRetentionPeriod",
  policy: "Policy",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  redriveAllowPolicy: "RedriveAllowPolicy",
  redrivePolicy: "RedrivePolicy",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
  visibilityTimeoutSeconds: "VisibilityTimeout",
};

/** The smallest legal zip file: no entries. */
const EMPTY_ZIP = Buffer.concat([Buffer.from("504b0506", "hex"), Buffer.alloc(18)]);
