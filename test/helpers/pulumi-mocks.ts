import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";

/** A resource as the program registered it, with the options that decide order and replacement. */
export interface RegisteredResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  /** URN of the parent; "" for what the program makes itself. */
  readonly parent: string;
  readonly custom: boolean;
  /** Inputs; at preview an unknown value is `UNKNOWN`. */
  readonly props: Record<string, unknown>;
  /** URNs, by `dependsOn` and by values. */
  readonly dependencies: readonly string[];
  /** URNs that each input was made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly retainOnDelete: boolean;
}

/** What the engine puts where a value is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const ACCOUNT_ID = "123456789012";
/** What the stack's state has kept. */
export const STACK_ID = "00000000-0000-4000-8000-000000000001";
export const REGION = "eu-central-1";

export interface MockOptions {
  readonly stack?: string;
  /** As `pulumi preview` on an empty stack: what is made on AWS is unknown. @default false */
  readonly preview?: boolean;
  /** Answers to functions of the provider, by token; they replace the usual ones. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

/** Answers to a function of the provider. */
export type Answer = (inputs: AnswerInputs) => unknown;
export interface AnswerInputs {
  readonly id?: string;
  readonly name?: string;
  readonly imageTag?: string;
  readonly filters?: readonly { readonly name: string; readonly values: readonly string[] }[];
}

/**
 * Runs a piece of program against a mock engine and answers with what it registered, in that order, and with what it
 * returned. One run at a time; values that the program still waits for are waited for too.
 */
export async function runProgram<Result>(
  make: () => Result | Promise<Result>,
  { stack = "dev", preview = false, answers = {} }: MockOptions = {},
): Promise<{ readonly resources: readonly RegisteredResource[]; readonly result: Awaited<Result> }> {
  const resources: RegisteredResource[] = [];
  await pulumi.runtime.setMocks(mocksFor(preview, answers), "distributed-fiji", stack, preview);
  const restore = listen(resources);
  // Pulumi reads a stack for each resource, and ts-node maps each of its frames: without frames a test is seven times as fast
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const result = await make();
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    return { resources, result };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    restore();
  }
}

/** The usual answers: an account in eu-central-1 with a default VPC of three zones that offer every type asked for. */
const ANSWERS: Readonly<Record<string, Answer>> = {
  "aws:index/getCallerIdentity:getCallerIdentity": () => ({ accountId: ACCOUNT_ID }),
  "aws:index/getRegion:getRegion": () => ({ region: REGION, name: REGION, id: REGION }),
  "aws:index/getPartition:getPartition": () => ({ partition: "aws", dnsSuffix: "amazonaws.com" }),
  "aws:ec2/getVpc:getVpc": () => ({ id: "vpc-00000000000000001" }),
  "aws:ec2/getSubnets:getSubnets": () => ({ ids: ["a", "b", "c"].map(subnetId) }),
  "aws:ec2/getSubnet:getSubnet": ({ id }) => ({
    id,
    availabilityZone: `${REGION}${String(id).slice(-1)}`,
    vpcId: "vpc-00000000000000001",
    mapPublicIpOnLaunch: true,
    defaultForAz: true,
  }),
  "aws:ec2/getKeyPair:getKeyPair": () => ({ id: "key-00000000000000001" }),
  "aws:ec2/getInstanceTypeOfferings:getInstanceTypeOfferings": ({ filters }) => offersEverywhere(filters),
  "aws:ssm/getParameter:getParameter": ({ name }) => ({ name, insecureValue: "ami-0123456789abcdef0" }),
  "aws:cloudwatch/getLogGroups:getLogGroups": () => ({ logGroupNames: [] }),
  "aws:ecr/getImage:getImage": () =>
    refused("reading ECR Images: RepositoryNotFoundException: The repository does not exist"),
  "aws:ecr/getAuthorizationToken:getAuthorizationToken": () => ({ userName: "AWS", password: "secret-token" }),
};

/** An error of the provider as it arrives: gRPC's, whose text stands in `details`. */
export function refused(details: string): never {
  throw Object.assign(new Error(details), { details });
}

export const subnetId = (zone: string): string => `subnet-0000000000000000${zone}`;

function offersEverywhere(filters: AnswerInputs["filters"]): unknown {
  const types = filters?.[0]?.values ?? [];
  const zones = ["a", "b", "c"].map((zone) => `${REGION}${zone}`);
  const pairs = types.flatMap((type) => zones.map((zone) => ({ type, zone })));
  return { instanceTypes: pairs.map(({ type }) => type), locations: pairs.map(({ zone }) => zone) };
}

export function mocksFor(preview: boolean, answers: MockOptions["answers"]): pulumi.runtime.Mocks {
  return {
    newResource: ({ type, name, inputs, custom }) => {
      if (custom === false) return { id: "", state: inputs };
      // of the engine itself, and known at preview
      if (type === "pulumi:index:Stash") return { id: name, state: { ...inputs, output: STACK_ID } };
      if (preview) return { id: undefined, state: inputs };
      return { id: idOf(type, name), state: { ...outputsOf(type, name, inputs), ...inputs } };
    },
    call: ({ token, inputs }) => {
      const answer = answers?.[token] ?? ANSWERS[token];
      if (answer === undefined) throw new Error(`the mocks have no answer to ${token}`);
      return answer(inputs) as Record<string, unknown>;
    },
  };
}

function idOf(type: string, name: string): string {
  if (type === "aws:ec2/spotFleetRequest:SpotFleetRequest") return "sfr-00000000-0000-0000-0000-000000000001";
  if (type === "aws:ec2/launchTemplate:LaunchTemplate") return "lt-00000000000000001";
  if (type === "aws:ec2/securityGroup:SecurityGroup") return "sg-00000000000000001";
  return `${name}-id`;
}

/** What AWS adds to the inputs. */
function outputsOf(type: string, name: string, inputs: Record<string, unknown>): Record<string, unknown> {
  const own = typeof inputs["name"] === "string" ? inputs["name"] : `${name}-0a1b2c3`;
  switch (type) {
    case "aws:sqs/queue:Queue":
      return {
        arn: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:${own}`,
        url: `https://sqs.${REGION}.amazonaws.com/${ACCOUNT_ID}/${own}`,
      };
    case "aws:iam/role:Role":
      return { name: own, arn: `arn:aws:iam::${ACCOUNT_ID}:role/${own}`, createDate: "2026-11-01T10:00:00Z" };
    case "aws:iam/instanceProfile:InstanceProfile":
      return { name: own, arn: `arn:aws:iam::${ACCOUNT_ID}:instance-profile/${own}` };
    case "aws:ec2/launchTemplate:LaunchTemplate":
      return { arn: `arn:aws:ec2:${REGION}:${ACCOUNT_ID}:launch-template/lt-00000000000000001`, latestVersion: 1 };
    case "aws:ecs/taskDefinition:TaskDefinition":
      return { arn: `arn:aws:ecs:${REGION}:${ACCOUNT_ID}:task-definition/${String(inputs["family"])}:1`, revision: 1 };
    default: {
      const service = type.split(/[:/]/u)[1] ?? "mock";
      return { name: own, arn: `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${own}` };
    }
  }
}

/** The public mocks tell nothing of parents and options: the request to the monitor does. */
function listen(resources: RegisteredResource[]): () => void {
  const prototype = MockMonitor.prototype as unknown as Monitor;
  const original = Object.getOwnPropertyDescriptor(prototype, "registerResource")!;
  const register = original.value as Monitor["registerResource"];
  // the mock monitor's URNs know one parent only, the engine's all of them
  const urns = new Map<string, string>();
  const real = (mockUrn: string): string => urns.get(mockUrn) ?? mockUrn;
  prototype.registerResource = function (this: Monitor, request, callback) {
    const type = request.getType();
    if (type !== "pulumi:pulumi:Stack") {
      const mockUrn = this.newUrn(request.getParent(), type, request.getName());
      const urn = withAllParents(mockUrn, real(request.getParent()));
      urns.set(mockUrn, urn);
      resources.push({
        type,
        name: request.getName(),
        urn,
        parent: real(request.getParent()),
        custom: request.getCustom(),
        props: plain(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
        dependencies: request.getDependenciesList().map(real),
        propertyDependencies: Object.fromEntries(
          [...request.getPropertydependenciesMap().entries()].map(([name, urns]) => [
            name,
            urns.getUrnsList().map(real),
          ]),
        ),
        ignoreChanges: request.getIgnorechangesList(),
        deleteBeforeReplace: request.getDeletebeforereplace(),
        retainOnDelete: request.getRetainondelete(),
      });
    }
    return register.call(this, request, callback);
  };
  return () => Object.defineProperty(prototype, "registerResource", original);
}

interface Monitor {
  newUrn(parent: string, type: string, name: string): string;
  registerResource(request: Request, callback: (error: unknown, response: unknown) => void): Promise<void>;
}

interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getCustom(): boolean;
  getObject(): { toJavaScript(): Record<string, unknown> } | undefined;
  getDependenciesList(): string[];
  getPropertydependenciesMap(): { entries(): Iterable<[string, { getUrnsList(): string[] }]> };
  getIgnorechangesList(): string[];
  getDeletebeforereplace(): boolean;
  getRetainondelete(): boolean;
}

function withAllParents(mockUrn: string, parentUrn: string): string {
  const parentTypes = parentUrn.split("::")[2];
  if (parentTypes === undefined) return mockUrn;
  const [stack, project, types, name] = mockUrn.split("::");
  return [stack, project, `${parentTypes}$${types?.split("$").at(-1)}`, name].join("::");
}

/** Secrets and outputs as the engine sends them, unwrapped to their values. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const object = value as Record<string, unknown>;
  const signature = object[SIGNATURE];
  if (signature === SECRET || signature === OUTPUT) return "value" in object ? plain(object["value"]) : UNKNOWN;
  return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, plain(member)]));
}
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
