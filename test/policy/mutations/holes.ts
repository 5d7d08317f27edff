import type { Props } from "../../helpers/analyzer-messages";
import { ingress, metadata, type Mutation, named, statements, trust, volumes } from "./mutation";

/** The real program with one thing spoiled: what opens a hole. */
export const holesMutations: readonly Mutation[] = [
  {
    title: "a queue that is not encrypted",
    spoil: (stack) => {
      stack.set("Queue", "jobs", { sqsManagedSseEnabled: false });
    },
    said: [
      'queues-are-encrypted (mandatory): queue "fiji-dev-queue-jobs": sqsManagedSseEnabled is false and there is no kmsMasterKeyId; set sqsManagedSseEnabled: true',
    ],
  },
  {
    title: "an AWS key in the environment",
    spoil: (stack) => {
      stack.variable("PASSED_ON", "AKIAIOSFODNN7EXAMPLE");
    },
    said: [
      'environments-hold-no-secrets (mandatory): task "fiji-dev-task-definition": container "worker" has an AWS access key in variable PASSED_ON; give the task a role, or name it in secrets',
    ],
  },
  {
    title: "a variable whose name is a secret's",
    spoil: (stack) => {
      stack.variable("DB_PASSWORD", "hunter2");
    },
    said: [
      'environments-hold-no-secrets (mandatory): task "fiji-dev-task-definition": container "worker" has variable DB_PASSWORD, which by its name is a secret; give the task a role, or name it in secrets',
    ],
  },
  {
    title: "a private key in the environment",
    spoil: (stack) => {
      stack.variable("CERTIFICATE", "-----BEGIN RSA PRIVATE KEY-----\nMIIE");
    },
    said: [
      'environments-hold-no-secrets (mandatory): task "fiji-dev-task-definition": container "worker" has a private key in variable CERTIFICATE; give the task a role, or name it in secrets',
    ],
  },
  {
    title: "a token in the command",
    spoil: (stack) => {
      stack.container((worker) => (worker["command"] = ["run", `--token=ghp_${"a1".repeat(18)}`]));
    },
    said: [
      'environments-hold-no-secrets (mandatory): task "fiji-dev-task-definition": container "worker" has a GitHub token in its command; name it in secrets',
    ],
  },
  {
    title: "a password in the user data",
    spoil: (stack) => {
      stack.userData((text) => `${text}\ncurl https://ada:lovelace@example.org/\n`);
    },
    said: [
      'environments-hold-no-secrets (mandatory): launch template "fiji-dev-fleet-template-launch-template": has a password in a URL in its user data; give the machine a role instead',
    ],
  },
  {
    title: "a token in a function's environment",
    spoil: (stack) => {
      const variables = { SLACK: "xoxb-123456789012-abcdef" };
      stack.set("Function", "", { environment: { variables } });
    },
    said: [
      'environments-hold-no-secrets (mandatory): function "fiji-dev-care-function": has a Slack token in variable SLACK; give the function a role, or let it read Secrets Manager',
    ],
  },
  {
    title: "a privileged container",
    spoil: (stack) => {
      stack.container((worker) => (worker["privileged"] = true));
    },
    said: [
      'containers-are-confined (mandatory): task "fiji-dev-task-definition": container "worker" is privileged; leave privileged out',
    ],
  },
  {
    title: "a privileged container, written as AWS also reads it",
    spoil: (stack) => {
      stack.container((worker) => {
        delete worker["privileged"];
        worker["Privileged"] = true;
      });
    },
    said: [
      'containers-are-confined (mandatory): task "fiji-dev-task-definition": container "worker" is privileged; leave privileged out',
    ],
  },
  {
    title: "a container that adds SYS_ADMIN",
    spoil: (stack) => {
      stack.container((worker) => (worker["linuxParameters"] = { capabilities: { add: ["SYS_ADMIN"] } }));
    },
    said: [
      'containers-are-confined (mandatory): task "fiji-dev-task-definition": container "worker" adds SYS_ADMIN; leave it out of linuxParameters.capabilities.add',
    ],
  },
  {
    title: "the network of the machine",
    spoil: (stack) => {
      stack.set("TaskDefinition", "", { networkMode: "host" });
    },
    said: [
      'containers-are-confined (mandatory): task "fiji-dev-task-definition": networkMode is "host"; use "bridge" or "awsvpc"',
    ],
  },
  {
    title: "the processes of the machine",
    spoil: (stack) => {
      stack.set("TaskDefinition", "", { pidMode: "host" });
    },
    said: ['containers-are-confined (mandatory): task "fiji-dev-task-definition": pidMode is "host"; remove pidMode'],
  },
  {
    title: "the shared memory of the machine",
    spoil: (stack) => {
      stack.set("TaskDefinition", "", { ipcMode: "host" });
    },
    said: ['containers-are-confined (mandatory): task "fiji-dev-task-definition": ipcMode is "host"; leave it out'],
  },
  {
    title: "Docker's own socket in the container",
    spoil: (stack) => {
      (stack.inputs("TaskDefinition")["volumes"] as Props[]).push({ name: "docker", hostPath: "/var/run/docker.sock" });
    },
    said: [
      'containers-are-confined (mandatory): task "fiji-dev-task-definition": volume "docker" is the machine\'s /var/run/docker.sock; bind a folder below /data, /media, /mnt, /scratch, /srv, /var/lib/dfiji, or list its own in allowedHostPaths',
    ],
  },
  {
    title: "a container without a user",
    spoil: (stack) => {
      stack.container((worker) => delete worker["user"]);
    },
    said: [
      'containers-are-not-root (mandatory): task "fiji-dev-task-definition": container "worker" has no user, and most images then run as root; set user, e.g. "1000"',
    ],
  },
  {
    title: "a container of root",
    spoil: (stack) => {
      stack.container((worker) => (worker["user"] = "0:0"));
    },
    said: [
      'containers-are-not-root (mandatory): task "fiji-dev-task-definition": container "worker" runs as 0:0; set user to another, e.g. "1000"',
    ],
  },
  {
    title: "a role that may do everything",
    spoil: (stack) => {
      statements(stack, "worker-role-policy", ([first]) => (first!["Action"] = "*"));
    },
    said: [
      'roles-ask-for-little (mandatory): role policy "fiji-dev-worker-role-policy": statement "TakeJobs" allows "*", every action there is; list the actions that are used',
    ],
  },
  {
    title: "a role that may do everything with queues",
    spoil: (stack) => {
      statements(stack, "worker-role-policy", ([first]) => (first!["Action"] = "sqs:*"));
    },
    said: [
      'roles-ask-for-little (mandatory): role policy "fiji-dev-worker-role-policy": statement "TakeJobs" allows "sqs:*", every action of sqs; list the actions that are used',
    ],
  },
  {
    title: "a role for every bucket",
    spoil: (stack) => {
      statements(stack, "worker-role-policy", (all) => (named(all, "ReadInputs")["Resource"] = "*"));
    },
    said: [
      'roles-ask-for-little (mandatory): role policy "fiji-dev-worker-role-policy": statement "ReadInputs" allows s3:GetObject on *; name the ARNs',
    ],
  },
  {
    title: "a role for every bucket, by an ARN that names none",
    spoil: (stack) => {
      statements(stack, "worker-role-policy", (all) => (named(all, "ReadInputs")["Resource"] = "arn:aws:s3:::*"));
    },
    said: [
      'roles-ask-for-little (mandatory): role policy "fiji-dev-worker-role-policy": statement "ReadInputs" allows s3:GetObject on arn:aws:s3:::*; name the ARNs',
    ],
  },
  {
    title: "a role that may give on every role",
    spoil: (stack) => {
      statements(stack, "fleet-pass-policy", ([first]) => (first!["Resource"] = "*"));
    },
    said: [
      'roles-ask-for-little (mandatory): role policy "fiji-dev-fleet-pass-policy": statement "GiveMachinesTheirRole" allows iam:PassRole on *; name the ARNs',
    ],
    unknownAtPreview: true,
  },
  {
    title: "a role that may do all but one thing",
    spoil: (stack) => {
      statements(stack, "worker-role-policy", ([first]) => {
        delete first!["Action"];
        first!["NotAction"] = "iam:*";
      });
    },
    said: [
      'roles-ask-for-little (mandatory): role policy "fiji-dev-worker-role-policy": statement "TakeJobs" allows everything but iam:* (NotAction); list the actions that are used',
    ],
  },
  {
    title: "a full-access policy on a role",
    spoil: (stack) => {
      stack.set("Role", "fleet-machine", { managedPolicyArns: ["arn:aws:iam::aws:policy/AmazonS3FullAccess"] });
    },
    said: [
      'roles-take-no-full-access (mandatory): role "fiji-dev-fleet-machine": gives AmazonS3FullAccess; attach a policy that lists the actions in use',
    ],
  },
  {
    title: "a full-access policy attached beside the role",
    spoil: (stack) => {
      stack.add(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "admin",
        { role: "fiji-dev-worker-role-1a2b3c4", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
        { role: [stack.urn("Role", "worker-role")] },
      );
    },
    said: [
      'roles-take-no-full-access (mandatory): policy attachment "admin": gives AdministratorAccess; attach a policy that lists the actions in use',
    ],
  },
  {
    title: "a role that everyone may take on",
    spoil: (stack) => {
      trust(stack, "worker-role", (statement) => (statement["Principal"] = "*"));
    },
    said: [
      'roles-trust-one-service (mandatory): role "fiji-dev-worker-role": trusts everyone; trust one service, or list it in trustedPrincipals',
    ],
  },
  {
    title: "a role of two services",
    spoil: (stack) => {
      trust(stack, "fleet-machine", (statement) => {
        statement["Principal"] = { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] };
      });
    },
    said: [
      'roles-trust-one-service (mandatory): role "fiji-dev-fleet-machine": trusts ec2.amazonaws.com and lambda.amazonaws.com; make a role for each',
    ],
  },
  {
    title: "a role for tasks of any account",
    spoil: (stack) => {
      trust(stack, "worker-role", (statement) => delete statement["Condition"]);
    },
    said: [
      'roles-trust-one-service (mandatory): role "fiji-dev-worker-role": trusts ecs-tasks.amazonaws.com for any account; add the condition StringEquals {"aws:SourceAccount": "<account>"}',
    ],
  },
  {
    title: "metadata without a token",
    spoil: (stack) => {
      metadata(stack)["httpTokens"] = "optional";
    },
    said: [
      'machines-hide-their-credentials (mandatory): launch template "fiji-dev-fleet-template-launch-template": metadataOptions.httpTokens is "optional"; set it to "required"',
    ],
  },
  {
    title: "metadata within reach of containers",
    spoil: (stack) => {
      metadata(stack)["httpPutResponseHopLimit"] = 2;
    },
    said: [
      'machines-hide-their-credentials (mandatory): launch template "fiji-dev-fleet-template-launch-template": metadataOptions.httpPutResponseHopLimit is 2; set it to 1',
    ],
  },
  {
    title: "metadata as the image says",
    spoil: (stack) => {
      stack.set("LaunchTemplate", "", { metadataOptions: undefined });
    },
    said: [
      'machines-hide-their-credentials (mandatory): launch template "fiji-dev-fleet-template-launch-template": metadataOptions.httpTokens is not set; set it to "required"',
      'machines-hide-their-credentials (mandatory): launch template "fiji-dev-fleet-template-launch-template": metadataOptions.httpPutResponseHopLimit is not set; set it to 1',
    ],
  },
  {
    title: "a data volume that is not encrypted",
    spoil: (stack) => {
      volumes(stack)[1]!.ebs["encrypted"] = "false";
    },
    said: [
      'volumes-are-encrypted (mandatory): launch template "fiji-dev-fleet-template-launch-template": volume /dev/xvdf is not encrypted; set ebs.encrypted to true',
    ],
  },
  {
    title: "a root volume that is not known to be encrypted",
    spoil: (stack) => {
      delete volumes(stack)[0]!.ebs["encrypted"];
    },
    said: [
      'volumes-are-encrypted (mandatory): launch template "fiji-dev-fleet-template-launch-template": volume /dev/xvda is not encrypted; set ebs.encrypted to true',
    ],
  },
  {
    title: "SSH from everywhere",
    spoil: (stack) => {
      ingress(stack, { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/0"] });
    },
    said: [
      'no-door-to-the-world (mandatory): security group "fiji-dev-fleet-template-security-group": lets 0.0.0.0/0 reach port 22; name your own addresses',
    ],
  },
  {
    title: "everything from everywhere, by IPv6",
    spoil: (stack) => {
      ingress(stack, { protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlocks: ["::/0"] });
    },
    said: [
      'no-door-to-the-world (mandatory): security group "fiji-dev-fleet-template-security-group": lets ::/0 reach every port; name your own addresses',
    ],
  },
  {
    title: "the world in two halves",
    spoil: (stack) => {
      ingress(stack, { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["0.0.0.0/1", "128.0.0.0/1"] });
    },
    said: [
      'no-door-to-the-world (mandatory): security group "fiji-dev-fleet-template-security-group": lets 0.0.0.0/1 reach port 22; name your own addresses',
      'no-door-to-the-world (mandatory): security group "fiji-dev-fleet-template-security-group": lets 128.0.0.0/1 reach port 22; name your own addresses',
    ],
  },
  {
    title: "a door beside the security group",
    spoil: (stack) => {
      stack.add(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "door",
        { securityGroupId: "sg-1", ipProtocol: "tcp", fromPort: 3389, toPort: 3389, cidrIpv4: "0.0.0.0/0" },
        { securityGroupId: [stack.urn("SecurityGroup")] },
      );
    },
    said: [
      'no-door-to-the-world (mandatory): security group rule "door": lets 0.0.0.0/0 reach port 3389; name your own addresses',
    ],
  },
  {
    title: "a bucket that is only made",
    spoil: (stack) => {
      stack.add("aws:s3/bucket:Bucket", "plain", { bucket: "plain", tags: { "fiji:stack": "dev" } });
    },
    said: [
      'buckets-are-not-public (mandatory): bucket "plain": has no public access block; add a BucketPublicAccessBlock with all four settings true',
      'buckets-demand-tls (mandatory): bucket "plain": takes requests without TLS; deny s3:* where {"Bool": {"aws:SecureTransport": "false"}} in its policy',
    ],
  },
];
