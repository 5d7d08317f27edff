// Programs as they are published everywhere, in their form: none of them is work on containers that a lab runs on EC2.
import { type StackResource, urnOf } from "./analyzer-messages";
import { policyText } from "./hand-made-stack";

/** Each holds something that a policy refuses where the scope is `all`. */
export const publicShapes: Readonly<Record<string, readonly StackResource[]>> = {
  "a static website": website(),
  "a web server behind ports": webServer(),
  "a callback function on a bucket": callbackFunction(),
  "a plain queue": [{ type: "aws:sqs/queue:Queue", name: "events", props: { name: "events" } }],
  "a data warehouse": warehouse(),
  "a canary": canary(),
  "a Fargate service as awsx makes it": fargateService(),
  "an EKS cluster": eksCluster(),
};

function website(): StackResource[] {
  const site: StackResource = { type: "aws:s3/bucket:Bucket", name: "site", props: { bucket: "site", tags: {} } };
  return [
    site,
    {
      type: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      name: "site",
      props: { bucket: "site", blockPublicAcls: false },
      propertyDependencies: { bucket: [urnOf(site)] },
    },
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      name: "site",
      props: {
        bucket: "site",
        policy: policyText({
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::site/*",
        }),
      },
      propertyDependencies: { bucket: [urnOf(site)] },
    },
  ];
}

function webServer(): StackResource[] {
  const group = openGroup("web", 80, 443);
  return [
    group,
    {
      type: "aws:ec2/instance:Instance",
      name: "web",
      props: { instanceType: "t3.micro", userData: "#!/bin/bash\nnohup python3 -m http.server 80 &\n" },
      propertyDependencies: { vpcSecurityGroupIds: [urnOf(group)] },
    },
  ];
}

function callbackFunction(): StackResource[] {
  const uploads: StackResource = {
    type: "aws:s3/bucket:Bucket",
    name: "uploads",
    props: { bucket: "uploads-1a2b3c4" },
  };
  const role = roleOf("onUpload", "lambda.amazonaws.com");
  return [
    uploads,
    role,
    attachment("onUpload", role, "AWSLambda_FullAccess"),
    {
      type: "aws:lambda/function:Function",
      name: "onUpload",
      props: {
        handler: "__index.handler",
        runtime: "nodejs20.x",
        environment: { variables: { API_TOKEN: "t0ps3cret" } },
      },
      propertyDependencies: { role: [urnOf(role)] },
    },
    { type: "aws:cloudwatch/logGroup:LogGroup", name: "onUpload", props: { name: "/aws/lambda/onUpload" } },
  ];
}

function warehouse(): StackResource[] {
  const role = roleOf("redshift", "redshift.amazonaws.com");
  const group = openGroup("redshift", 5439);
  return [
    role,
    group,
    attachment("redshift", role, "AmazonS3FullAccess"),
    { type: "aws:s3/bucket:Bucket", name: "events", props: { bucket: "events-1a2b3c4" } },
    {
      type: "aws:redshift/cluster:Cluster",
      name: "warehouse",
      props: { nodeType: "ra3.xlplus", numberOfNodes: 2 },
      propertyDependencies: { iamRoles: [urnOf(role)], vpcSecurityGroupIds: [urnOf(group)] },
    },
  ];
}

function canary(): StackResource[] {
  const results: StackResource = { type: "aws:s3/bucket:Bucket", name: "canary", props: { bucket: "canary-1a2b3c4" } };
  const role = roleOf("canary", "lambda.amazonaws.com");
  return [
    results,
    role,
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      name: "canary",
      props: {
        role: "canary",
        policy: policyText({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
      },
      propertyDependencies: { role: [urnOf(role)] },
    },
    {
      type: "aws:synthetics/canary:Canary",
      name: "canary",
      props: { name: "canary", runtimeVersion: "syn-nodejs-puppeteer-9.1" },
      propertyDependencies: { executionRoleArn: [urnOf(role)], artifactS3Location: [urnOf(results)] },
    },
  ];
}

function fargateService(): StackResource[] {
  const balancerGroup = openGroup("lb", 80);
  const taskGroup: StackResource = {
    type: "aws:ec2/securityGroup:SecurityGroup",
    name: "service",
    props: { ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }] },
  };
  const cluster: StackResource = { type: "aws:ecs/cluster:Cluster", name: "cluster", props: {} };
  const logs: StackResource = { type: "aws:cloudwatch/logGroup:LogGroup", name: "service", props: {} };
  const role = roleOf("service-execution", "ecs-tasks.amazonaws.com");
  const task: StackResource = {
    type: "aws:ecs/taskDefinition:TaskDefinition",
    name: "service",
    props: {
      family: "service-5e6f7a8",
      cpu: "256",
      memory: "512",
      networkMode: "awsvpc",
      requiresCompatibilities: ["FARGATE"],
      containerDefinitions: JSON.stringify([
        { name: "nginx", image: "nginx:latest", essential: true, portMappings: [{ containerPort: 80 }] },
      ]),
    },
    propertyDependencies: { executionRoleArn: [urnOf(role)], containerDefinitions: [urnOf(logs)] },
  };
  return [
    balancerGroup,
    taskGroup,
    cluster,
    logs,
    role,
    task,
    { type: "aws:lb/loadBalancer:LoadBalancer", name: "lb", props: {}, propertyDependencies: {} },
    {
      type: "aws:ecs/service:Service",
      name: "service",
      props: { launchType: "FARGATE", desiredCount: 2 },
      propertyDependencies: {
        cluster: [urnOf(cluster)],
        taskDefinition: [urnOf(task)],
        networkConfiguration: [urnOf(taskGroup)],
      },
    },
  ];
}

function eksCluster(): StackResource[] {
  const role = roleOf("eks", "eks.amazonaws.com");
  const nodeRole = roleOf("node", "ec2.amazonaws.com");
  const group = openGroup("nodes", 443);
  const cluster: StackResource = {
    type: "aws:eks/cluster:Cluster",
    name: "eks",
    props: { name: "eks-9b8c7d6" },
    propertyDependencies: { roleArn: [urnOf(role)] },
  };
  const template: StackResource = {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "nodes",
    props: {
      instanceType: "t3.medium",
      userData: Buffer.from("#!/bin/bash\n/etc/eks/bootstrap.sh eks-9b8c7d6\n").toString("base64"),
    },
    propertyDependencies: { vpcSecurityGroupIds: [urnOf(group)], userData: [urnOf(cluster)] },
  };
  return [
    role,
    nodeRole,
    attachment("node-admin", nodeRole, "AmazonEC2ContainerRegistryFullAccess"),
    group,
    cluster,
    template,
    {
      type: "aws:autoscaling/group:Group",
      name: "nodes",
      props: {
        maxSize: 2,
        mixedInstancesPolicy: { instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0 } },
        tags: [{ key: "kubernetes.io/cluster/eks-9b8c7d6", value: "owned", propagateAtLaunch: true }],
      },
      propertyDependencies: { mixedInstancesPolicy: [urnOf(template)] },
    },
  ];
}

function openGroup(name: string, ...ports: readonly number[]): StackResource {
  const ingress = ports.map((port) => ({ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["0.0.0.0/0"] }));
  return { type: "aws:ec2/securityGroup:SecurityGroup", name, props: { ingress } };
}

function roleOf(name: string, service: string): StackResource {
  const assumeRolePolicy = policyText({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
  return { type: "aws:iam/role:Role", name, props: { assumeRolePolicy } };
}

function attachment(name: string, role: StackResource, policy: string): StackResource {
  return {
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    name,
    props: { policyArn: `arn:aws:iam::aws:policy/${policy}` },
    propertyDependencies: { role: [urnOf(role)] },
  };
}
