import type {
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  StackValidation,
  StackValidationArgs,
} from "@pulumi/policy";
import { exemptionOf } from "./exemptions";
import { type ResourceInputs, type ResourceType, resourceWords } from "./resources";
import { DEFAULT_SCOPE, isInScopeItself, type Scope, urnsInScope } from "./scope";
import { all, ifKnown } from "./unknowns";

/**
 * Says a problem; `task "stitch": ` is put in front of it.
 * @param at the property that it is about: `metadataOptions.httpTokens`, `containerDefinitions.<name of the container>`
 */
export type Report = (problem: string, at: string) => void;

/** What a check of one resource gets besides the resource's inputs. */
export interface About {
  /** The name in the program. */
  readonly name: string;
  /** Says a problem; `task "stitch": ` is put in front of it. */
  readonly report: Report;
  /** `getConfig()` has the defaults filled in. */
  readonly args: Pick<ResourceValidationArgs, "getConfig">;
}
export type Check<T extends ResourceType> = (props: ResourceInputs[T], about: About) => void;
type ChecksByType = { readonly [T in ResourceType]?: readonly Check<T>[] };

/** The settings that every policy has. */
interface CommonSettings {
  readonly scope?: Scope;
  readonly exempt?: unknown;
}

/**
 * A validation made of small checks per resource type, run before each resource is made: for types that show by
 * themselves whether they are in the scope. Checks run one by one, and one that meets an unknown value silences no
 * other: put what can be unknown independently into checks of their own, and `each` into lists.
 * @example validateResource: checks({ "aws:ecs/taskDefinition:TaskDefinition": [isConfined, isNotRoot] })
 */
export function checks(byType: ChecksByType): ResourceValidation {
  const types = Object.keys(byType);
  const validate: ResourceValidation = (args, reportViolation) => {
    const type = args.type as ResourceType;
    const own = byType[type] as readonly Check<ResourceType>[] | undefined;
    if (own === undefined) return args.notApplicable(`looks at ${types.join(", ")}`);
    const { scope = DEFAULT_SCOPE, exempt } = args.getConfig<CommonSettings>();
    if (!isInScopeItself(args, scope)) return args.notApplicable(`is out of scope "${scope}"`);
    const reason = exemptionOf(args, exempt);
    const about: About = {
      name: args.name,
      args,
      report: (problem, at) => {
        if (reason === undefined) reportViolation(`${whoIs(type, args.name)}: ${problem} [${at}]`);
        else sayExempt(type, args.name, reason, problem);
      },
    };
    all(own.map((check) => () => check(args.props as ResourceInputs[ResourceType], about)));
  };
  // by this the library passes over other types before it reads their inputs
  return types.length === 1 ? Object.assign(validate, { __pulumiType: types[0] }) : validate;
}

/**
 * The same checks at the end of a preview or update: for types that are in the scope only by what refers to them, such as
 * roles, buckets and security groups.
 * @param besides what needs several resources, and the types that it looks at
 */
export function checksInStack(
  byType: ChecksByType,
  besides: { readonly types: readonly ResourceType[]; readonly check: StackCheck } | undefined = undefined,
): StackValidation {
  const types = Object.keys(byType) as ResourceType[];
  const ofType = types.map((type): StackCheck => ({ of, args }) => {
    const own = (byType[type] ?? []) as readonly Check<ResourceType>[];
    const judged = of(type).filter(({ isJudged }) => isJudged);
    all(judged.flatMap(({ name, props, report }) => own.map((check) => () => check(props, { name, report, args }))));
  });
  return stackChecks([...types, ...(besides?.types ?? [])], [...ofType, ...(besides ? [besides.check] : [])]);
}

/** A resource as a stack check sees it: outputs, which hold the inputs and what AWS added. */
export interface StackResource<T extends ResourceType = ResourceType> {
  readonly type: T;
  readonly name: string;
  readonly urn: string;
  readonly props: ResourceInputs[T];
  /** Whether it is in the policy's scope. Others are there to be counted; nothing is said of them. */
  readonly isJudged: boolean;
  /** Of AWS: its own, else its provider's; undefined where preview hides it or the program leaves it to the environment. */
  readonly region: string | undefined;
  /** Of all properties or of one: the resources it was made from. Known at preview, when an ARN or an id is not. */
  readonly dependencies: (property?: string) => readonly PolicyResource[];
  /** Says a problem of this resource; `task "stitch": ` is put in front of it. Silent for exempt resources. */
  readonly report: Report;
}
export interface Stack {
  /** All resources of one type, in the order of the program. */
  readonly of: <T extends ResourceType>(type: T) => readonly StackResource<T>[];
  readonly args: StackValidationArgs;
}
export type StackCheck = (stack: Stack) => void;

/** The same for policies that need more than one resource at a time. Not applicable without a resource of `types`. */
export function stackChecks(types: readonly ResourceType[], list: readonly StackCheck[]): StackValidation {
  return (args, reportViolation) => {
    if (!args.resources.some(({ type }) => (types as readonly string[]).includes(type))) {
      return args.notApplicable(`looks at ${types.join(", ")}`);
    }
    const { scope = DEFAULT_SCOPE, exempt } = args.getConfig<CommonSettings>();
    let known: ReadonlySet<string> | undefined;
    const inScope = (urn: string): boolean => (known ??= urnsInScope(args.resources, scope)).has(urn); // when first asked
    const made = new Map<ResourceType, readonly StackResource[]>();
    const of = <T extends ResourceType>(type: T): readonly StackResource<T>[] => {
      const found = made.get(type) ?? args.resources.filter((resource) => resource.type === type).map(seen);
      made.set(type, found);
      return found as readonly StackResource<T>[];
    };
    const seen = (resource: PolicyResource): StackResource => ({
      type: resource.type as ResourceType,
      name: resource.name,
      urn: resource.urn,
      props: resource.props as ResourceInputs[ResourceType],
      get isJudged() {
        return inScope(resource.urn);
      },
      get region() {
        const own = ifKnown(() => (resource.props as { region?: string }).region, undefined);
        return own || ifKnown(() => resource.provider?.props["region"] as string | undefined, undefined) || undefined;
      },
      dependencies: (property) =>
        property === undefined ? resource.dependencies : (resource.propertyDependencies[property] ?? []),
      report: (problem, at) => {
        if (!inScope(resource.urn)) return;
        const type = resource.type as ResourceType;
        const reason = exemptionOf(resource, exempt);
        if (reason === undefined) reportViolation(`${whoIs(type, resource.name)}: ${problem} [${at}]`, resource.urn);
        else sayExempt(type, resource.name, reason, problem);
      },
    });
    all(list.map((check) => () => check({ of, args })));
  };
}

/** The engine shows what a pack prints below its violations. */
function sayExempt(type: ResourceType, name: string, reason: string, problem: string): void {
  console.log(`exempt (${reason}): ${whoIs(type, name)}: ${problem}`);
}

function whoIs(type: ResourceType, name: string): string {
  return `${resourceWords[type]} "${name}"`;
}
