import type { ResourceRemediation, ResourceValidationArgs } from "@pulumi/policy";
import { exemptionOf } from "./exemptions";
import type { ResourceInputs, ResourceType } from "./resources";
import { DEFAULT_SCOPE, isInScopeItself, type Scope } from "./scope";

/** Inputs that a remedy may change in place. */
type Changeable<T> = { -readonly [K in keyof T]: Changeable<T[K]> };

/** Changes the inputs in place; true: it changed something. Reading throws where preview hides a value. */
export type Remedy<T extends ResourceType> = (
  props: Changeable<ResourceInputs[T]>,
  args: ResourceValidationArgs,
) => boolean;

interface CommonSettings {
  readonly scope?: Scope;
  readonly exempt?: unknown;
}

/**
 * A remediation made of small remedies by type. It only touches what is in the scope by itself and not exempt, since the
 * engine asks for remedies before it knows what refers to a resource.
 * @example remediateResource: remedies({ "aws:cloudwatch/logGroup:LogGroup": setRetention })
 */
export function remedies(byType: { readonly [T in ResourceType]?: Remedy<T> }): ResourceRemediation {
  return (args) => {
    const remedy = byType[args.type as ResourceType] as Remedy<ResourceType> | undefined;
    return remedy === undefined ? undefined : remedied(args, () => remedy(args.props as never, args));
  };
}

/** The inputs when `change` changed them: the same object, since a copy would read what preview hides. */
export function remedied(args: ResourceValidationArgs, change: () => boolean): Record<string, unknown> | undefined {
  const { scope = DEFAULT_SCOPE, exempt } = args.getConfig<CommonSettings>();
  if (!isInScopeItself(args, scope) || exemptionOf(args, exempt) !== undefined) return undefined;
  return change() ? args.props : undefined;
}
