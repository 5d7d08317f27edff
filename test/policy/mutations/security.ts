import type { Props } from "../../helpers/analyzer-messages";
import { policyText } from "../../helpers/hand-made-stack";
import { ingress, type Mutation, named, statements, trust } from "./mutation";
import type { RealStack } from "./real-stack";

const TASK = 'task "fiji-dev-task-definition"';
const PATHS = "/data, /media, /mnt, /scratch, /srv, /var/lib/dfiji";
/** What makes a resource the experiment's. */
const OWN = { "fiji:stack": "dev" };
const open = { Effect: "Allow", Principal: "*", Resource: "*" };

/** The real program with one thing spoiled in ways that a list of forbidden words does not know. */
export const securityMutations: readonly Mutation[] = [
  ...["/var/run", "//var/run/docker.sock", "/var/lib/dfiji/../../..", "/root", "/var", "/var/lib/dfiji-other"].map(
    (path): Mutation => ({
      title: `the machine's ${path} in the container`,
      spoil: (stack) => taskVolumes(stack).push({ name: "host", hostPath: path }),
      said: [
        confined(
          `volume "host" is the machine's ${path}; bind a folder below ${PATHS}, or list its own in allowedHostPaths`,
        ),
      ],
    }),
  ),
  {
    title: "the machine's root by a volume driver's options",
    spoil: (stack) =>
      taskVolumes(stack).push({
        name: "host",
        dockerVolumeConfiguration: { driver: "local", driverOpts: { type: "none", o: "bind", device: "/" } },
      }),
    said: [
      confined(`volume "host" is the machine's /; bind a folder below ${PATHS}, or list its own in allowedHostPaths`),
    ],
  },
  ...["SYS_PTRACE", "SYS_MODULE", "DAC_READ_SEARCH", "CAP_NET_ADMIN"].map((capability): Mutation => ({
    title: `a container that adds ${capability}`,
    spoil: (stack) =>
      stack.container((worker) => (worker["linuxParameters"] = { capabilities: { add: [capability] } })),
    said: [confined(`container "worker" adds ${capability}; leave it out of linuxParameters.capabilities.add`)],
  })),
  {
    title: "a disk of the machine as a device",
    spoil: (stack) =>
      stack.container((worker) => (worker["linuxParameters"] = { devices: [{ hostPath: "/dev/nvme0n1" }] })),
    said: [
      confined(
        'container "worker" gets the machine\'s device /dev/nvme0n1; remove it from linuxParameters.devices, or add it to allowedDevices',
      ),
    ],
  },
  {
    title: "a container without AppArmor",
    spoil: (stack) => stack.container((worker) => (worker["dockerSecurityOptions"] = ["apparmor:unconfined"])),
    said: [
      confined('container "worker" has the security option apparmor:unconfined; leave it out of dockerSecurityOptions'),
    ],
  },
  {
    title: "a container that is privileged by a text",
    spoil: (stack) => stack.container((worker) => (worker["privileged"] = "true")),
    said: [confined('container "worker" is privileged; leave privileged out')],
  },
  {
    title: "root with a space before it",
    spoil: (stack) => stack.container((worker) => (worker["user"] = " 0")),
    said: [
      `containers-are-not-root (mandatory): ${TASK}: container "worker" runs as  0; set user to another, e.g. "1000"`,
    ],
  },
  {
    title: "a user whose number is 0 in 32 bits",
    spoil: (stack) => stack.container((worker) => (worker["user"] = "4294967296")),
    said: [
      `containers-are-not-root (mandatory): ${TASK}: container "worker" runs as 4294967296, and Docker refuses numbers above 2147483647; set user to a smaller one, e.g. "1000"`,
    ],
  },
  secret("DB_PASS", "hunter2", "has variable DB_PASS, which by its name is a secret"),
  secret("HF_KEY", "a1b2c3d4e5f6a7b8c9d0", "has variable HF_KEY, which by its name is a secret"),
  secret(
    "SETTINGS",
    Buffer.from("key: AKIAIOSFODNN7EXAMPLE").toString("base64"),
    "has an AWS access key in variable SETTINGS",
  ),
  {
    title: "a token in a label",
    spoil: (stack) => stack.container((worker) => (worker["dockerLabels"] = { note: `ghp_${"a1".repeat(18)}` })),
    said: [secrets('container "worker" has a GitHub token in label note; labels hold no secrets, leave it out')],
  },
  {
    title: "a password in a health check",
    spoil: (stack) =>
      stack.container(
        (worker) => (worker["healthCheck"] = { command: ["CMD-SHELL", "curl https://ada:lovelace@example.org/"] }),
      ),
    said: [secrets('container "worker" has a password in a URL in its health check; name it in secrets')],
  },
  ...[
    ["s3:?*", "*"],
    ["sqs:*?", "*"],
    ["ia*:*", "*"],
  ].map(([action = "", resource = ""]): Mutation => ({
    title: `a role that may do ${action}`,
    spoil: (stack) =>
      statements(stack, "worker-role-policy", (all) =>
        all.push({ Effect: "Allow", Sid: "Wide", Action: action, Resource: resource }),
      ),
    said: [
      little(
        "worker-role-policy",
        `statement "Wide" allows "${action}", every action of ${action.split(":")[0]!}; list the actions that are used`,
      ),
    ],
  })),
  {
    title: "a role for every bucket, by a pattern",
    spoil: (stack) => statements(stack, "worker-role-policy", (all) => (named(all, "ReadInputs")["Resource"] = "?*")),
    said: [little("worker-role-policy", 'statement "ReadInputs" allows s3:GetObject on ?*; name the ARNs')],
  },
  ...[
    "sts:AssumeRole",
    "secretsmanager:GetSecretValue",
    "ssm:GetParameter",
    "ssm:SendCommand",
    "kms:Decrypt",
    "ec2:TerminateInstances",
  ].map((action): Mutation => ({
    title: `a role that may ${action} on everything`,
    spoil: (stack) =>
      statements(stack, "worker-role-policy", (all) =>
        all.push({ Effect: "Allow", Sid: "Any", Action: action, Resource: "*" }),
      ),
    said: [little("worker-role-policy", `statement "Any" allows ${action} on *; name the ARNs`)],
  })),
  ...["iam:PassRole", "iam:PutRolePolicy"].map((action): Mutation => ({
    title: `a role that may ${action} on every role of the account, by ARN`,
    spoil: (stack) =>
      statements(stack, "worker-role-policy", (all) =>
        all.push({ Effect: "Allow", Sid: "Pass", Action: action, Resource: "arn:aws:iam::123456789012:role/*" }),
      ),
    said: [
      little(
        "worker-role-policy",
        `statement "Pass" allows ${action} on arn:aws:iam::123456789012:role/*; name the ARNs`,
      ),
    ],
  })),
  {
    title: "the rights of a system administrator",
    spoil: (stack) => {
      stack.set("Role", "fleet-machine", {
        managedPolicyArns: ["arn:aws:iam::aws:policy/job-function/SystemAdministrator"],
      });
    },
    said: [
      'roles-take-no-full-access (mandatory): role "fiji-dev-fleet-machine": gives SystemAdministrator; attach a policy that lists the actions in use',
    ],
  },
  {
    title: "a full-access policy in an exclusive list",
    spoil: (stack) => {
      stack.add(
        "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
        "all",
        { roleName: "fiji-dev-worker-role-1a2b3c4", policyArns: ["arn:aws:iam::aws:policy/AmazonS3FullAccess"] },
        { roleName: [stack.urn("Role", "worker-role")] },
      );
    },
    said: [
      'roles-take-no-full-access (mandatory): policy attachments "all": gives AmazonS3FullAccess; attach a policy that lists the actions in use',
    ],
  },
  {
    title: "a role for tasks of any account that name none",
    spoil: (stack) =>
      trust(stack, "worker-role", (statement) => {
        statement["Condition"] = { StringEqualsIfExists: { "aws:SourceAccount": "123456789012" } };
      }),
    said: [
      'roles-trust-one-service (mandatory): role "fiji-dev-worker-role": trusts ecs-tasks.amazonaws.com for any account; add the condition StringEquals {"aws:SourceAccount": "<account>"}',
    ],
  },
  door(
    "half of all IPv6 addresses in use",
    { ipv6CidrBlocks: ["2000::/4"] },
    "lets 2000::/4 reach port 22; name your own addresses",
  ),
  door(
    "a prefix list",
    { prefixListIds: ["pl-1a2b3c4d"] },
    "lets prefix list pl-1a2b3c4d reach port 22; name your own addresses, or list it in trustedPrefixLists",
  ),
  {
    title: "SSH from everywhere in the default security group",
    spoil: (stack) => {
      const rule = { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] };
      stack.add("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "default", { ingress: [rule], tags: OWN });
    },
    said: [
      'no-door-to-the-world (mandatory): default security group "default": lets 0.0.0.0/0 reach port 22; name your own addresses',
    ],
  },
  {
    title: "machines from a launch template of another stack",
    spoil: (stack) => {
      stack.add("aws:autoscaling/group:Group", "more", {
        maxSize: 1,
        launchTemplate: { id: "lt-0123456789abcdef0", version: "1" },
        tags: [{ key: "fiji:stack", value: "dev", propagateAtLaunch: true }],
      });
    },
    said: [
      'machines-hide-their-credentials (mandatory): auto scaling group "more": takes launch template lt-0123456789abcdef0 from outside this stack, whose metadata options do not show; make the template in this stack, or list it in trustedLaunchTemplates',
    ],
  },
  {
    title: "a spot instance that is requested as it is",
    spoil: (stack) => {
      const props = { ami: "ami-1", instanceType: "m5.large", spotPrice: "0.05", tags: OWN };
      stack.add("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "one", props);
    },
    said: [
      'machines-hide-their-credentials (mandatory): spot instance request "one": metadataOptions.httpTokens is not set; set it to "required"',
      'machines-hide-their-credentials (mandatory): spot instance request "one": metadataOptions.httpPutResponseHopLimit is not set; set it to 1',
      'volumes-are-encrypted (mandatory): spot instance request "one": the root volume is not encrypted; set rootBlockDevice.encrypted to true',
    ],
  },
  {
    title: "a bucket that everybody may read",
    spoil: (stack) =>
      bucketWith(stack, { policy: [denyPlainHttp("plain"), { ...open, Action: "s3:GetObject", Sid: "Read" }] }),
    said: [
      'resource-policies-name-who (mandatory): bucket policy "plain": policy: statement "Read" allows s3:GetObject to everybody; name who, or add a condition on aws:SourceAccount',
    ],
  },
  {
    title: "a bucket whose policy denies plain HTTP for another bucket",
    spoil: (stack) => bucketWith(stack, { policy: [denyPlainHttp("other")] }),
    said: [
      'buckets-demand-tls (mandatory): bucket "plain": takes requests without TLS; deny s3:* where {"Bool": {"aws:SecureTransport": "false"}} in its policy',
    ],
  },
  {
    title: "a bucket with a second access block that blocks less",
    spoil: (stack) => {
      bucketWith(stack, { policy: [denyPlainHttp("plain")] });
      stack.add(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "second",
        { bucket: "plain", ...BLOCKED, blockPublicPolicy: false },
        { bucket: [stack.urn("Bucket")] },
      );
    },
    said: ['buckets-are-not-public (mandatory): bucket "plain": blockPublicPolicy is false; set it to true'],
  },
  policyOf("sqs/queuePolicy:QueuePolicy", "queueUrl", "Queue", "queue-jobs", "queue policy", "sqs:SendMessage"),
  policyOf(
    "ecr/repositoryPolicy:RepositoryPolicy",
    "repository",
    "Repository",
    "",
    "repository policy",
    "ecr:BatchGetImage",
  ),
  {
    title: "a topic that everybody may publish to, with a condition that binds no caller",
    spoil: (stack) => {
      const Condition = { StringLike: { "aws:SourceArn": "*" } };
      stack.set("TopicPolicy", "", { policy: policyText({ ...open, Action: "sns:Publish", Condition }) });
    },
    said: [
      'resource-policies-name-who (mandatory): topic policy "fiji-dev-notices-topic-policy": policy: statement 1 allows sns:Publish to everybody; name who, or add a condition on aws:SourceAccount',
    ],
  },
  {
    title: "a queue for everybody but one",
    spoil: (stack) => {
      const statement = {
        Effect: "Allow",
        NotPrincipal: { AWS: "123456789012" },
        Action: "sqs:SendMessage",
        Resource: "*",
      };
      stack.set("Queue", "jobs", { policy: policyText(statement) });
    },
    said: [
      'resource-policies-name-who (mandatory): queue "fiji-dev-queue-jobs": policy: statement 1 allows sqs:SendMessage to everybody but 123456789012; name who, or add a condition on aws:SourceAccount',
    ],
  },
  {
    title: "a bucket of the older type that is only made",
    spoil: (stack) => {
      stack.add("aws:s3/bucketV2:BucketV2", "plain", { bucket: "plain", tags: { "fiji:stack": "dev" } });
    },
    said: [
      'buckets-are-not-public (mandatory): bucket "plain": has no public access block; add a BucketPublicAccessBlock with all four settings true',
      'buckets-demand-tls (mandatory): bucket "plain": takes requests without TLS; deny s3:* where {"Bool": {"aws:SecureTransport": "false"}} in its policy',
    ],
  },
];

const BLOCKED = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

const denyPlainHttp = (bucket: string) => ({
  Effect: "Deny",
  Principal: "*",
  Action: "s3:*",
  Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
});

/** A bucket of the experiment with an access block and this policy. */
function bucketWith(stack: RealStack, { policy }: { readonly policy: readonly object[] }): void {
  stack.add("aws:s3/bucket:Bucket", "plain", { bucket: "plain", tags: OWN });
  const its = { bucket: [stack.urn("Bucket")] };
  stack.add("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "plain", { bucket: "plain", ...BLOCKED }, its);
  stack.add("aws:s3/bucketPolicy:BucketPolicy", "plain", { bucket: "plain", policy: policyText(...policy) }, its);
}

function taskVolumes(stack: RealStack): Props[] {
  return stack.inputs("TaskDefinition")["volumes"] as Props[];
}

function confined(problem: string): string {
  return `containers-are-confined (mandatory): ${TASK}: ${problem}`;
}

function secrets(problem: string): string {
  return `environments-hold-no-secrets (mandatory): ${TASK}: ${problem}`;
}

function little(policy: string, problem: string): string {
  return `roles-ask-for-little (mandatory): role policy "fiji-dev-${policy}": ${problem}`;
}

function secret(name: string, value: string, problem: string): Mutation {
  return {
    title: `a secret in variable ${name}`,
    spoil: (stack) => stack.variable(name, value),
    said: [secrets(`container "worker" ${problem}; give the task a role, or name it in secrets`)],
  };
}

function door(title: string, sources: Props, problem: string): Mutation {
  return {
    title: `SSH from ${title}`,
    spoil: (stack) => ingress(stack, { protocol: "tcp", fromPort: 22, toPort: 22, ...sources }),
    said: [`no-door-to-the-world (mandatory): security group "fiji-dev-fleet-template-security-group": ${problem}`],
  };
}

function policyOf(
  type: string,
  owner: string,
  ownerType: string,
  ownerEnd: string,
  words: string,
  action: string,
): Mutation {
  return {
    title: `a ${words} for everybody`,
    spoil: (stack) =>
      stack.add(
        `aws:${type}`,
        "open",
        { [owner]: "of this stack", policy: policyText({ ...open, Action: action }) },
        { [owner]: [stack.urn(ownerType, ownerEnd)] },
      ),
    said: [
      `resource-policies-name-who (mandatory): ${words} "open": policy: statement 1 allows ${action} to everybody; name who, or add a condition on aws:SourceAccount`,
    ],
  };
}
