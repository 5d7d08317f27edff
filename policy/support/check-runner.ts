import type {
  PolicyResource,
  ResourceValidation,
  ResourceValidationArgs,
  StackValidation,
  StackValidationArgs,
} from "@pulumi/policy";
import { type ResourceInputs, type ResourceType, resourceWords } from "./resources";
import { isExempt } from "./settings";
import { all } from "./unknowns";

/** What a check of one resource gets besides the resource's inputs. */
export interface About {
  /** The name in the program. */
  readonly name: string;
  /** Says a problem; `task "stitch": ` is put in front of it. */
  readonly report: (problem: string) => void;
  /** Everything else: options, provider, `getConfig()` with the defaults filled in, `stackTags`. */
  readonly args: ResourceValidationArgs;
}
export type Check<T extends ResourceType> = (props: ResourceInputs[T], about: About) => void;

/**
 * A validation made of small checks per resource type. Checks run one by one, and one that meets an unknown value
 * silences no other: put what can be unknown independently into checks of their own, and `each` into lists.
 * @example validateResource: checks({ "aws:sqs/queue:Queue": [visibilityIsLongEnough, isEncrypted] })
 */
export function checks(byType: { readonly [T in ResourceType]?: readonly Check<T>[] }): ResourceValidation {
  const types = Object.keys(byType);
  const validate: ResourceValidation = (args, reportViolation) => {
    const type = args.type as ResourceType;
    const own = byType[type] as readonly Check<ResourceType>[] | undefined;
    if (own === undefined) return args.notApplicable(`looks at ${types.join(", ")}`);
    if (isExempt(args.urn, args.getConfig<{ exempt?: string[] }>().exempt))
      return args.notApplicable("exempt by config");
    const about: About = {
      name: args.name,
      args,
      report: (problem) => reportViolation(`${whoIs(type, args.name)}: ${problem}`),
    };
    all(own.map((check) => () => check(args.props as ResourceInputs[ResourceType], about)));
  };
  // by this the library passes over other types before it reads their inputs
  return types.length === 1 ? Object.assign(validate, { __pulumiType: types[0] }) : validate;
}

/** A resource as a stack check sees it: outputs, which hold the inputs and what AWS added. */
export interface StackResource<T extends ResourceType = ResourceType> {
  readonly type: T;
  readonly name: string;
  readonly urn: string;
  readonly props: ResourceInputs[T];
  /** Of all properties or of one: the resources it was made from. Known at preview, when an ARN or an id is not. */
  readonly dependencies: (property?: string) => readonly PolicyResource[];
  /** Says a problem of this resource; `task "stitch": ` is put in front of it. Silent for exempt resources. */
  readonly report: (problem: string) => void;
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
    const { exempt } = args.getConfig<{ exempt?: string[] }>();
    const of = <T extends ResourceType>(type: T): StackResource<T>[] =>
      args.resources
        .filter((resource) => resource.type === type)
        .map((resource) => ({
          type,
          name: resource.name,
          urn: resource.urn,
          props: resource.props as ResourceInputs[T],
          dependencies: (property) =>
            property === undefined ? resource.dependencies : (resource.propertyDependencies[property] ?? []),
          report: (problem) => {
            if (isExempt(resource.urn, exempt)) return;
            reportViolation(`${whoIs(type, resource.name)}: ${problem}`, resource.urn);
          },
        }));
    all(list.map((check) => () => check({ of, args })));
  };
}

function whoIs(type: ResourceType, name: string): string {
  return `${resourceWords[type]} "${name}"`;
}
