import { isObject, jsonOf, listOf, textsOf } from "./json";

/** What policies read of a container definition. Nothing is certain: a hand-made task can hold anything. */
export interface Container {
  readonly name: string;
  readonly image?: string;
  /** MiB; the hard limit. */
  readonly memory?: number;
  /** MiB; what placement counts when it is given. */
  readonly memoryReservation?: number;
  /** CPU units, 1024 to a vCPU. */
  readonly cpu?: number;
  readonly user?: string;
  readonly privileged?: boolean;
  /** Seconds from SIGTERM to SIGKILL. */
  readonly stopTimeout?: number;
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly command: readonly string[];
  readonly entryPoint: readonly string[];
  readonly addedCapabilities: readonly string[];
  /** Devices of the machine, by their paths there. */
  readonly devices: readonly string[];
  readonly securityOptions: readonly string[];
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly healthCheck: readonly string[];
  /** Whole GPUs (resourceRequirements). */
  readonly gpus: number;
  readonly ports: readonly PortMapping[];
}

export interface PortMapping {
  readonly containerPort: number | undefined;
  /** Of the machine; 0 or absent: any that is free, except in network mode host. */
  readonly hostPort: number | undefined;
  readonly protocol: string;
}

/**
 * The containers of a task definition. A text with one unknown value in it is unknown as a whole, so this throws at
 * preview for tasks that hold outputs; text that is no JSON has no containers.
 */
export function containersOf(task: { readonly containerDefinitions: string }): readonly Container[] {
  return listOf(jsonOf(task.containerDefinitions)).filter(isObject).map(containerOf);
}

/** Path of what a container says: `containerDefinitions.worker.user`. */
export type PathOf = (container: string, key: string) => string;
export const atContainer: PathOf = (container, key) => `containerDefinitions.${container}.${key}`;
/** The same of a job, which has one container. */
export const atJob: PathOf = (_container, key) => `containerProperties.${key}`;

/** One container by its definition, of ECS or AWS Batch. */
export function containerOf(definition: Readonly<Record<string, unknown>>): Container {
  // AWS's own reader ignores the case of keys: a `Privileged` is obeyed too
  const own = new Map(Object.entries(definition).map(([key, value]) => [key.toLowerCase(), value]));
  const text = (key: string): string | undefined => textOf(own.get(key));
  const number = (key: string): number | undefined => numberOf(own.get(key));
  const texts = (key: string): string[] => listOf(own.get(key)).filter((value) => typeof value === "string");
  const privileged = own.get("privileged");
  return {
    name: text("name") ?? "?",
    ...defined({
      image: text("image"),
      memory: number("memory"),
      memoryReservation: number("memoryreservation"),
      cpu: number("cpu"),
      user: text("user"),
      stopTimeout: number("stoptimeout"),
      // as text AWS most likely refuses it
      privileged: privileged === undefined ? undefined : privileged === true || privileged === "true",
    }),
    environment: listOf(own.get("environment")).filter(isObject).map(variableOf),
    command: texts("command"),
    entryPoint: texts("entrypoint"),
    addedCapabilities: capabilitiesOf(own.get("linuxparameters")),
    devices: devicesOf(own.get("linuxparameters")),
    securityOptions: texts("dockersecurityoptions"),
    labels: labelsOf(own.get("dockerlabels")),
    healthCheck: healthCheckOf(own.get("healthcheck")),
    gpus: requirementOf(own.get("resourcerequirements"), "GPU") ?? 0,
    ports: listOf(own.get("portmappings")).filter(isObject).map(portOf),
  };
}

function variableOf(variable: Readonly<Record<string, unknown>>): { name: string; value: string } {
  const own = lowerKeys(variable);
  return { name: textOf(own["name"]) ?? "", value: textOf(own["value"]) ?? "" };
}

function portOf(mapping: Readonly<Record<string, unknown>>): PortMapping {
  const own = lowerKeys(mapping);
  return {
    containerPort: numberOf(own["containerport"]),
    hostPort: numberOf(own["hostport"]),
    protocol: textOf(own["protocol"])?.toLowerCase() ?? "tcp",
  };
}

/** The number that `resourceRequirements` asks of one kind: `GPU`, and for AWS Batch `VCPU` and `MEMORY`. */
export function requirementOf(requirements: unknown, kind: string): number | undefined {
  const found = listOf(requirements)
    .filter(isObject)
    .map(lowerKeys)
    .find(({ type }) => textOf(type)?.toUpperCase() === kind);
  return numberOf(found?.["value"]);
}

/** Requirements that are no numbers, as `VCPU "2 vCPUs"`: AWS Batch takes digits alone. */
export function requirementTexts(requirements: unknown): readonly string[] {
  return listOf(requirements)
    .filter(isObject)
    .map(lowerKeys)
    .filter(({ value }) => numberOf(value) === undefined)
    .map(({ type, value }) => `${textOf(type) ?? "?"} ${JSON.stringify(value)}`);
}

function capabilitiesOf(linuxParameters: unknown): readonly string[] {
  if (!isObject(linuxParameters)) return [];
  const { capabilities } = lowerKeys(linuxParameters);
  if (!isObject(capabilities)) return [];
  return listOf(lowerKeys(capabilities)["add"]).filter((value) => typeof value === "string");
}

function devicesOf(linuxParameters: unknown): readonly string[] {
  if (!isObject(linuxParameters)) return [];
  return listOf(lowerKeys(linuxParameters)["devices"])
    .filter(isObject)
    .map((device) => textOf(lowerKeys(device)["hostpath"]) ?? "?");
}

function labelsOf(labels: unknown): Container["labels"] {
  if (!isObject(labels)) return [];
  return Object.entries(labels).map(([name, value]) => ({ name, value: textOf(value) ?? "" }));
}

function healthCheckOf(healthCheck: unknown): readonly string[] {
  return isObject(healthCheck) ? textsOf(lowerKeys(healthCheck)["command"]) : [];
}

function lowerKeys(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Numbers may come as text: the provider takes both. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
