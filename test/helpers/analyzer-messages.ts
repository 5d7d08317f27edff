// Plain objects to and from the messages of Pulumi's Analyzer service, as the CLI builds and reads them.
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";

/** What the engine sends for a string that AWS has yet to make. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export type Props = Record<string, unknown>;
export interface StackResource {
  readonly type: string;
  readonly name: string;
  /** Inputs; stack policies see them too unless `outputs` are given. */
  readonly props: Props;
  readonly outputs?: Props;
  /** @default urn:pulumi:dev::fiji::<type>::<name> */
  readonly urn?: string;
  readonly ignoreChanges?: readonly string[];
  /** Of its provider, as the engine sends it with `aws:region` set. */
  readonly region?: string;
  /** URNs. */
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
}

export type Level = "advisory" | "mandatory" | "disabled" | "remediate";
/** What one policy said. `unknownAt` instead of a message: where it met a value that preview hides. */
export interface Report {
  readonly policy: string;
  readonly level: Level;
  readonly message?: string;
  /** What ends a message: the property that it is about, and its section in the docs. */
  readonly at?: string;
  readonly section?: string;
  readonly unknownAt?: string;
  readonly urn?: string;
}
export interface PolicyFacts {
  readonly name: string;
  readonly description: string;
  readonly level: Level;
  readonly kind: "resource" | "stack";
  readonly severity: "low" | "medium" | "high" | "critical" | undefined;
  readonly remediationSteps: string;
  readonly settings: Readonly<Record<string, { readonly default?: unknown; readonly type?: unknown }>>;
}

export function urnOf({ type, name, urn }: Pick<StackResource, "type" | "name" | "urn">): string {
  return urn ?? `urn:pulumi:dev::fiji::${type}::${name}`;
}

export function analyzeRequest(resource: StackResource): proto.AnalyzeRequest {
  return new proto.AnalyzeRequest()
    .setType(resource.type)
    .setName(resource.name)
    .setUrn(urnOf(resource))
    .setProperties(structOf(resource.props))
    .setOptions(optionsOf(resource));
}

export function analyzeStackRequest(resources: readonly StackResource[]): proto.AnalyzeStackRequest {
  return new proto.AnalyzeStackRequest().setResourcesList(
    resources.map((resource) => {
      const message = new proto.AnalyzerResource()
        .setType(resource.type)
        .setName(resource.name)
        .setUrn(urnOf(resource))
        .setProperties(structOf(resource.outputs ?? resource.props))
        .setOptions(optionsOf(resource))
        .setDependenciesList([...(resource.dependencies ?? [])]);
      if (resource.region !== undefined) {
        message.setProvider(
          new proto.AnalyzerProviderResource()
            .setType("pulumi:providers:aws")
            .setName("default")
            .setUrn(urnOf({ type: "pulumi:providers:aws", name: "default" }))
            .setProperties(structOf({ region: resource.region })),
        );
      }
      for (const [property, urns] of Object.entries(resource.propertyDependencies ?? {})) {
        const dependencies = new proto.AnalyzerPropertyDependencies().setUrnsList([...urns]);
        message.getPropertydependenciesMap().set(property, dependencies);
      }
      return message;
    }),
  );
}

export function configureRequest(
  config: ReadonlyMap<string, { readonly level: Level; readonly props: Props }>,
): proto.ConfigureAnalyzerRequest {
  const request = new proto.ConfigureAnalyzerRequest();
  for (const [policy, { level, props }] of config) {
    const message = new proto.PolicyConfig().setEnforcementlevel(levelCodes[level]).setProperties(structOf(props));
    request.getPolicyconfigMap().set(policy, message);
  }
  return request;
}

export function factsOf(info: proto.AnalyzerInfo): PolicyFacts[] {
  return info.getPoliciesList().map((policy) => ({
    name: policy.getName(),
    description: policy.getDescription(),
    level: levelOf(policy.getEnforcementlevel()),
    kind: policy.getPolicyType() === proto.PolicyType.POLICY_TYPE_STACK ? "stack" : "resource",
    severity: severities[policy.getSeverity()],
    remediationSteps: policy.getRemediationSteps(),
    settings: (policy.getConfigschema()?.getProperties()?.toJavaScript() ?? {}) as PolicyFacts["settings"],
  }));
}

/** The description, which the library puts before every message, is cut off: it says nothing about the resource. */
export function reportsOf(response: proto.AnalyzeResponse): Report[] {
  return response.getDiagnosticsList().map((diagnostic) => {
    const said = diagnostic.getMessage().replace(`${diagnostic.getDescription()}\n`, "");
    const unknownAt = /^can't run policy .* during preview: \w+ value at (\S+) can't be known/.exec(said)?.[1];
    const urn = diagnostic.getUrn();
    return {
      policy: diagnostic.getPolicyname(),
      level: levelOf(diagnostic.getEnforcementlevel()),
      ...(unknownAt === undefined ? partsOf(said) : { unknownAt }),
      ...(urn === "" ? {} : { urn }),
    };
  });
}

/** `message [property] policies.md#section` */
function partsOf(said: string): Pick<Report, "message" | "at" | "section"> {
  const [, message = said, at = "", section = ""] = /^(.*) \[([^\]]+)\] policies\.md#(\S+)$/su.exec(said) ?? [];
  return { message, at, section };
}

function optionsOf({ ignoreChanges = [] }: StackResource): proto.AnalyzerResourceOptions {
  return new proto.AnalyzerResourceOptions().setIgnorechangesList([...ignoreChanges]);
}

function structOf(props: Props): Struct {
  // through JSON, so that an `undefined` is absent, as it is after the engine's own encoding
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(props)) as Parameters<typeof Struct.fromJavaScript>[0]);
}

const levelCodes = {
  advisory: proto.EnforcementLevel.ADVISORY,
  mandatory: proto.EnforcementLevel.MANDATORY,
  disabled: proto.EnforcementLevel.DISABLED,
  remediate: proto.EnforcementLevel.REMEDIATE,
} satisfies Record<Level, proto.EnforcementLevel>;

function levelOf(code: proto.EnforcementLevel): Level {
  const level = (Object.keys(levelCodes) as Level[]).find((name) => levelCodes[name] === code);
  if (level === undefined) throw new Error(`the pack answered with level ${code}, which the protocol does not have`);
  return level;
}

const severities: Readonly<Record<number, PolicyFacts["severity"]>> = {
  [proto.PolicySeverity.POLICY_SEVERITY_LOW]: "low",
  [proto.PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [proto.PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [proto.PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
};
