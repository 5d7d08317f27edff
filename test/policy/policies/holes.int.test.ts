import assert from "node:assert/strict";
import { UNKNOWN, urnOf } from "../../helpers/analyzer-messages";
import { containersWith, handMade, policyText, spoiled, withProps } from "../../helpers/hand-made-stack";
import { defineCases, hiddenBy } from "../../helpers/policy-cases";

const { task, template, fleet, taskRole, taskRolePolicy, securityGroup, queue, bucket, bucketBlock, bucketPolicy } =
  handMade;
const SECRETS = "environments-hold-no-secrets";
const CONFINED = "containers-are-confined";
const ROOT = "containers-are-not-root";
const LITTLE = "roles-ask-for-little";
const FULL = "roles-take-no-full-access";
const TRUST = "roles-trust-one-service";
const METADATA = "machines-hide-their-credentials";
const ENCRYPTED = "volumes-are-encrypted";
const DOOR = "no-door-to-the-world";
const PUBLIC = "buckets-are-not-public";
const TLS = "buckets-demand-tls";
const NAMED = [
  "queues-are-encrypted",
  SECRETS,
  CONFINED,
  ROOT,
  LITTLE,
  FULL,
  TRUST,
  METADATA,
  ENCRYPTED,
  DOOR,
  PUBLIC,
  TLS,
];

const configuration = {
  type: "aws:ec2/launchConfiguration:LaunchConfiguration",
  name: "old",
  props: {
    imageId: "ami-1",
    instanceType: "m5.xlarge",
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
    rootBlockDevice: { encrypted: true },
    ebsBlockDevices: [{ deviceName: "/dev/xvdf", encrypted: true }],
  },
};
const instance = { ...configuration, type: "aws:ec2/instance:Instance", name: "bastion" };
const specification = {
  instanceType: "m5.xlarge",
  ami: "ami-1",
  rootBlockDevices: [{ encrypted: true }],
  ebsBlockDevices: [{ deviceName: "/dev/xvdf", encrypted: true }],
};

describe("policies on holes", () => {
  defineCases(NAMED, [
    { title: "have nothing against the stack made by hand", stack: spoiled({}), said: [] },
    {
      title: "have nothing against machines of a launch configuration and an instance that is set up well",
      stack: [configuration, instance],
      said: [],
    },
    {
      title: "leave exempt resources alone, and no others",
      stack: [withProps(task, { networkMode: "host" }), { ...withProps(task, { pidMode: "host" }), name: "other" }],
      config: { [CONFINED]: { exempt: [{ urn: "urn:pulumi:dev::*::stitch", reason: "a test" }] } },
      said: [`${CONFINED} (mandatory): task "other": pidMode is "host"; remove pidMode`],
    },
    {
      title: "say what they say at the level that is configured",
      stack: [withProps(task, { networkMode: "host" })],
      config: { [CONFINED]: "advisory" },
      said: [`${CONFINED} (advisory): task "stitch": networkMode is "host"; use "bridge" or "awsvpc"`],
    },
  ]);
});

describe("secrets in environments", () => {
  const secret = (name: string, value: string) => withProps(task, containersWith({}, { [name]: value }));
  defineCases(NAMED, [
    {
      title: "are let be where the name only points at one",
      stack: [secret("DB_PASSWORD_FILE", "/run/secrets/db"), secret("TOKEN_TTL", "60"), secret("KEYBOARD", "de")],
      said: [],
    },
    {
      title: "are let be where the config calls the name harmless, but never in the shape of a key",
      stack: [secret("CANCEL_TOKEN", "stop"), secret("CANCEL_TOKEN", "AKIAIOSFODNN7EXAMPLE")],
      config: { [SECRETS]: { harmlessNames: ["CANCEL_TOKEN"] } },
      said: [
        `${SECRETS} (mandatory): task "stitch": container "worker" has an AWS access key in variable CANCEL_TOKEN; give the task a role, or name it in secrets`,
      ],
    },
    {
      title: "are found in user data in plain text, in base64 and in launch specifications",
      stack: [
        withProps(instance, { userData: "export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" }),
        withProps(configuration, { userDataBase64: Buffer.from("glpat-abcdefghij0123456789").toString("base64") }),
        withProps(fleet, { launchSpecifications: [{ ...specification, userData: "-----BEGIN PRIVATE KEY-----" }] }),
      ],
      config: { [METADATA]: "disabled" },
      said: [
        `${SECRETS} (mandatory): instance "bastion": has an AWS secret key in its user data; give the machine a role instead`,
        `${SECRETS} (mandatory): launch configuration "old": has a GitLab token in its user data; give the machine a role instead`,
        `${SECRETS} (mandatory): fleet "stitch": has a private key in its user data; give the machine a role instead`,
      ],
    },
  ]);
  it("are still found when any input but the containers is unknown", async () => {
    const hidden = await hiddenBy(SECRETS, [secret("DB_PASSWORD", "hunter2")]);
    assert.deepEqual(hidden, ["TaskDefinition stitch.containerDefinitions"]);
  });
});

describe("containers", () => {
  defineCases(NAMED, [
    {
      title: "are confined as far as can be seen while their definitions are unknown",
      stack: [
        withProps(task, {
          containerDefinitions: UNKNOWN,
          networkMode: "host",
          volumes: [
            { name: UNKNOWN, hostPath: UNKNOWN },
            { name: "all", hostPath: "/" },
          ],
        }),
      ],
      said: [
        `${CONFINED} (mandatory): task "stitch": networkMode is "host"; use "bridge" or "awsvpc"`,
        `${CONFINED} (mandatory): task "stitch": volume "all" is the machine's /; bind a folder below /data, /media, /mnt, /scratch, /srv, /var/lib/dfiji, or list its own in allowedHostPaths`,
        `${CONFINED} (advisory): unknown at .volumes.0.hostPath`,
      ],
    },
  ]);
  it("are confined unless what confines them is unknown", async () => {
    const wide = withProps(task, {
      ...containersWith({ privileged: true }),
      pidMode: "host",
      ipcMode: "host",
      networkMode: "host",
      volumes: [{ name: "docker", hostPath: "/var/run/docker.sock" }],
    });
    assert.deepEqual(await hiddenBy(CONFINED, [wide]), [
      "TaskDefinition stitch.containerDefinitions",
      "TaskDefinition stitch.pidMode",
      "TaskDefinition stitch.ipcMode",
      "TaskDefinition stitch.networkMode",
      "TaskDefinition stitch.volumes",
    ]);
  });
  it("are asked for their user unless their definitions are unknown", async () => {
    const hidden = await hiddenBy(ROOT, [withProps(task, containersWith({ user: "root" }))]);
    assert.deepEqual(hidden, ["TaskDefinition stitch.containerDefinitions"]);
  });
});

describe("roles", () => {
  const policy = (statement: object) => withProps(taskRolePolicy, { policy: policyText(statement) });
  const wide = { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: ["*"] };
  defineCases(NAMED, [
    {
      title: "may list what AWS gives no ARNs for, and be denied everything",
      stack: [
        policy({ Effect: "Allow", Action: ["s3:ListAllMyBuckets", "sqs:ListQueues", "ec2:Describe*"], Resource: "*" }),
        policy({ Effect: "Deny", Action: "*", Resource: "*" }),
      ],
      said: [],
    },
    {
      title: "may act on machines that a tag or an ARN names, and on network interfaces",
      stack: [
        policy({
          Effect: "Allow",
          Action: "ec2:TerminateInstances",
          Resource: "*",
          Condition: { StringEquals: { "aws:ResourceTag/fiji:stack": "dev" } },
        }),
        policy({ Effect: "Allow", Action: "ec2:RunInstances", Resource: "arn:aws:ec2:*:*:instance/*" }),
        policy({
          Effect: "Allow",
          Action: ["ec2:CreateNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:GetConsoleOutput"],
          Resource: "*",
        }),
      ],
      said: [],
    },
    {
      title: "may act on no other machines: a tag that may be missing or anything names none",
      stack: [
        { StringEqualsIfExists: { "aws:ResourceTag/fiji:stack": "dev" } },
        { StringLike: { "ec2:ResourceTag/fiji:stack": "*" } },
        { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
      ].map((Condition) => policy({ Effect: "Allow", Action: "ec2:StopInstances", Resource: "*", Condition })),
      said: Array(3).fill(
        `${LITTLE} (mandatory): role policy "worker": statement 1 allows ec2:StopInstances on *; name the ARNs`,
      ),
    },
    {
      title: "are judged by policies of every kind, as text and as object",
      stack: [
        { ...policy(wide), type: "aws:iam/policy:Policy" },
        { ...policy(wide), type: "aws:iam/userPolicy:UserPolicy" },
        withProps({ ...policy(wide), type: "aws:iam/groupPolicy:GroupPolicy" }, { policy: { Statement: wide } }),
        withProps(taskRole, { inlinePolicies: [{ name: "in", policy: policyText(wide) }] }),
      ],
      said: ["policy", "user policy", "group policy", "role"].map(
        (kind) => `${LITTLE} (mandatory): ${kind} "worker": statement 1 allows sqs:SendMessage on *; name the ARNs`,
      ),
    },
    {
      title: "are not given full access by any kind of attachment",
      stack: ["Policy", "RolePolicy", "UserPolicy", "GroupPolicy"].map((kind) => ({
        type: `aws:iam/${kind[0]!.toLowerCase()}${kind.slice(1)}Attachment:${kind}Attachment`,
        name: kind,
        props: { policyArn: "arn:aws-cn:iam::aws:policy/AmazonSQSFullAccess" },
      })),
      said: ["Policy", "RolePolicy", "UserPolicy", "GroupPolicy"].map(
        (kind) =>
          `${FULL} (mandatory): policy attachment "${kind}": gives AmazonSQSFullAccess; attach a policy that lists the actions in use`,
      ),
    },
    {
      title: "may be given what ECS and Session Manager need, and policies of one's own whatever they are called",
      stack: [
        withProps(taskRole, {
          managedPolicyArns: [
            "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
            "arn:aws:iam::123456789012:policy/AlmostFullAccess",
          ],
        }),
      ],
      said: [],
    },
    {
      title: "may trust whom the config names",
      stack: [
        withProps(taskRole, {
          assumeRolePolicy: policyText({
            Effect: "Allow",
            Principal: { AWS: "123456789012" },
            Action: "sts:AssumeRole",
          }),
        }),
      ],
      config: { [TRUST]: { trustedPrincipals: ["123456789012"] } },
      said: [],
    },
    {
      title: "trust nothing else",
      stack: [
        withProps(taskRole, {
          assumeRolePolicy: policyText({
            Effect: "Allow",
            Principal: { AWS: "123456789012" },
            Action: "sts:AssumeRole",
          }),
        }),
      ],
      said: [
        `${TRUST} (mandatory): role "worker": trusts AWS 123456789012; trust one service, or list it in trustedPrincipals`,
      ],
    },
    {
      title: "are judged by what is known of their inline policies",
      stack: [withProps(taskRole, { inlinePolicies: [{ policy: UNKNOWN }, { policy: policyText(wide) }] })],
      said: [
        `${LITTLE} (mandatory): role "worker": statement 1 allows sqs:SendMessage on *; name the ARNs`,
        `${LITTLE} (advisory): unknown at .inlinePolicies.0.policy`,
      ],
    },
  ]);
  it("are judged unless the policy itself is unknown", async () => {
    assert.deepEqual(await hiddenBy(LITTLE, [policy(wide)]), ["RolePolicy worker.policy"]);
    const full = withProps(taskRole, { managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] });
    assert.deepEqual(await hiddenBy(FULL, [full]), ["Role worker.managedPolicyArns"]);
    const open = withProps(taskRole, { assumeRolePolicy: policyText({ Effect: "Allow", Principal: "*" }) });
    assert.deepEqual(await hiddenBy(TRUST, [open]), ["Role worker.assumeRolePolicy"]);
  });
});

describe("machines", () => {
  defineCases(NAMED, [
    {
      title: "of launch configurations, instances and launch specifications are asked the same",
      stack: [
        withProps(configuration, {
          metadataOptions: undefined,
          ebsBlockDevices: undefined,
          rootBlockDevice: undefined,
        }),
        withProps(instance, { metadataOptions: { httpTokens: "required" }, rootBlockDevice: { encrypted: false } }),
        withProps(fleet, {
          launchTemplateConfigs: undefined,
          launchSpecifications: [{ ...specification, rootBlockDevices: undefined }],
        }),
      ],
      said: [
        `${METADATA} (mandatory): launch configuration "old": metadataOptions.httpTokens is not set; set it to "required"`,
        `${METADATA} (mandatory): launch configuration "old": metadataOptions.httpPutResponseHopLimit is not set; set it to 1`,
        `${ENCRYPTED} (mandatory): launch configuration "old": the root volume is not encrypted; set rootBlockDevice.encrypted to true`,
        `${METADATA} (mandatory): instance "bastion": metadataOptions.httpPutResponseHopLimit is not set; set it to 1`,
        `${ENCRYPTED} (mandatory): instance "bastion": the root volume is not encrypted; set rootBlockDevice.encrypted to true`,
        `${METADATA} (mandatory): fleet "stitch": launchSpecifications can't demand IMDSv2; use launchTemplateConfigs`,
        `${ENCRYPTED} (mandatory): fleet "stitch": names no volume, so the root is as the image says, mostly not encrypted; name it in launchSpecifications[].rootBlockDevices with encrypted`,
      ],
    },
    {
      title: "may answer their containers where the config says so, or have no metadata at all",
      stack: [
        withProps(template, { metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 2 } }),
        withProps(template, { metadataOptions: { httpEndpoint: "disabled" } }),
      ],
      config: { [METADATA]: { maxHops: 2 } },
      said: [],
    },
    {
      title: "are judged by the known volumes while one is unknown",
      stack: [
        withProps(template, {
          blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: UNKNOWN },
            { deviceName: "/dev/xvdf", ebs: {} },
          ],
        }),
      ],
      said: [
        `${ENCRYPTED} (mandatory): launch template "stitch": volume /dev/xvdf is not encrypted; set ebs.encrypted to true`,
        `${ENCRYPTED} (advisory): unknown at .blockDeviceMappings.0.ebs`,
      ],
    },
    {
      title: "need no encryption of disks that come with them or are left out, but of a volume of its own",
      stack: [
        withProps(template, {
          blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
            { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
            { deviceName: "/dev/sdc", noDevice: "true" },
          ],
        }),
        { type: "aws:ebs/volume:Volume", name: "data", props: { size: 10 } },
      ],
      said: [`${ENCRYPTED} (mandatory): volume "data": it is not encrypted; set encrypted to true`],
    },
  ]);
  const foreign = { id: "lt-0123456789abcdef0", version: "1" };
  const long = { launchTemplateId: foreign.id, version: "1" };
  const starters = [
    withProps(fleet, { launchTemplateConfigs: [{ launchTemplateSpecification: foreign }] }),
    {
      type: "aws:ec2/fleet:Fleet",
      name: "f",
      props: { launchTemplateConfigs: [{ launchTemplateSpecification: long }] },
    },
    { type: "aws:autoscaling/group:Group", name: "g", props: { launchTemplate: foreign } },
    {
      type: "aws:autoscaling/group:Group",
      name: "m",
      props: { mixedInstancesPolicy: { launchTemplate: { launchTemplateSpecification: long } } },
    },
    withProps(instance, { metadataOptions: undefined, launchTemplate: { ...foreign } }),
    {
      ...instance,
      type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
      name: "s",
      props: { ...instance.props, metadataOptions: undefined, launchTemplate: { name: "lab" } },
    },
  ].map((one) => ({ ...one, propertyDependencies: {} }));
  defineCases(
    [METADATA],
    [
      {
        title: "start from no launch template of another stack, whatever starts them",
        stack: starters,
        said: [
          ['fleet "stitch"', foreign.id],
          ['EC2 fleet "f"', foreign.id],
          ['auto scaling group "g"', foreign.id],
          ['auto scaling group "m"', foreign.id],
          ['instance "bastion"', foreign.id],
          ['spot instance request "s"', "lab"],
        ].map(
          ([who, name]) =>
            `${METADATA} (mandatory): ${who}: takes launch template ${name} from outside this stack, whose metadata options do not show; make the template in this stack, or list it in trustedLaunchTemplates`,
        ),
      },
      {
        title: "may start from those that the config names",
        stack: starters,
        config: { [METADATA]: { trustedLaunchTemplates: [foreign.id, "lab"] } },
        said: [],
      },
      {
        title: "may start from a template of the stack, known by its name or by the edge while its id is hidden",
        stack: [
          template,
          fleet,
          {
            ...withProps(fleet, {
              launchTemplateConfigs: [{ launchTemplateSpecification: { id: UNKNOWN, version: "1" } }],
            }),
            name: "second",
            propertyDependencies: { launchTemplateConfigs: [urnOf(template)] },
          },
        ],
        said: [],
      },
    ],
  );
  it("are judged unless the one input is unknown", async () => {
    const open = withProps(template, { metadataOptions: { httpTokens: "optional" }, blockDeviceMappings: [] });
    assert.deepEqual(await hiddenBy(METADATA, [open]), ["LaunchTemplate stitch.metadataOptions"]);
    assert.deepEqual(await hiddenBy(ENCRYPTED, [open]), ["LaunchTemplate stitch.blockDeviceMappings"]);
  });
});

describe("security groups", () => {
  const rule = { type: "ingress", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] };
  const beside = { type: "aws:ec2/securityGroupRule:SecurityGroupRule", name: "https", props: rule };
  defineCases(NAMED, [
    {
      title: "let the world in nowhere",
      stack: [beside],
      said: [
        `${DOOR} (mandatory): security group rule "https": lets 0.0.0.0/0 reach port 443; name your own addresses`,
      ],
    },
    {
      title: "let the world in where the config says so, and out anywhere",
      stack: [beside, { ...beside, name: "out", props: { ...rule, type: "egress", fromPort: 22, toPort: 22 } }],
      config: { [DOOR]: { publicPorts: [443] } },
      said: [],
    },
    {
      title: "are judged by the known rules and blocks while others are unknown",
      stack: [
        withProps(securityGroup, {
          ingress: [
            { ...rule, cidrBlocks: [UNKNOWN, "0.0.0.0/0"] },
            { ...rule, fromPort: 22, toPort: 30, cidrBlocks: UNKNOWN, ipv6CidrBlocks: ["::/0"] },
          ],
        }),
      ],
      said: [
        `${DOOR} (mandatory): security group "stitch": lets 0.0.0.0/0 reach port 443; name your own addresses`,
        `${DOOR} (mandatory): security group "stitch": lets ::/0 reach ports 22 to 30; name your own addresses`,
        `${DOOR} (advisory): unknown at .ingress.0.cidrBlocks.0`,
      ],
    },
  ]);
  it("are judged unless the rules are unknown", async () => {
    assert.deepEqual(await hiddenBy(DOOR, [withProps(securityGroup, { ingress: [rule] })]), [
      "SecurityGroup stitch.ingress",
    ]);
  });
});

describe("queues and buckets", () => {
  defineCases(NAMED, [
    {
      title: "name which of the four ways of being public is open",
      stack: [bucket, withProps(bucketBlock, { ignorePublicAcls: false, blockPublicPolicy: undefined }), bucketPolicy],
      said: [
        `${PUBLIC} (mandatory): bucket "images": blockPublicPolicy is not set; set it to true`,
        `${PUBLIC} (mandatory): bucket "images": ignorePublicAcls is false; set it to true`,
      ],
    },
    {
      title: "are found by the edge where the bucket has no name yet",
      stack: [
        withProps(bucket, { bucket: undefined }),
        ...[bucketBlock, bucketPolicy].map((resource) => ({
          ...withProps(resource, { bucket: UNKNOWN }),
          propertyDependencies: { bucket: ["urn:pulumi:dev::fiji::aws:s3/bucket:Bucket::images"] },
        })),
      ],
      said: [],
    },
    {
      title: "are not content with a policy that denies only some or under more conditions",
      stack: [
        bucket,
        bucketBlock,
        withProps(bucketPolicy, {
          policy: policyText({
            Effect: "Deny",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
          }),
        }),
      ],
      said: [
        `${TLS} (mandatory): bucket "images": takes requests without TLS; deny s3:* where {"Bool": {"aws:SecureTransport": "false"}} in its policy`,
      ],
    },
    {
      title: "may be encrypted with a key of one's own",
      stack: [withProps(queue, { sqsManagedSseEnabled: false, kmsMasterKeyId: UNKNOWN })],
      said: [],
    },
  ]);
  it("are judged unless what tells is unknown", async () => {
    assert.deepEqual(await hiddenBy("queues-are-encrypted", [withProps(queue, { sqsManagedSseEnabled: false })]), [
      "Queue jobs.sqsManagedSseEnabled",
    ]);
    const open = [bucket, withProps(bucketBlock, { blockPublicAcls: false }), bucketPolicy];
    assert.deepEqual(await hiddenBy(PUBLIC, open), [
      "Bucket images.bucket",
      "BucketPublicAccessBlock images.bucket",
      "BucketPublicAccessBlock images.blockPublicAcls",
    ]);
  });
});
