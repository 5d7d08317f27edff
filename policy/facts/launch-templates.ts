import type { PolicyResource } from "@pulumi/policy";
import type { Stack, StackResource } from "../support/checks";
import { ifKnown } from "../support/unknowns";

export type TemplateResource = StackResource<"aws:ec2/launchTemplate:LaunchTemplate">;

/** How a fleet or group names its template. */
export interface TemplateName {
  readonly id?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * The launch template of this stack that is meant: by its name or id where these are known, else by the dependency
 * that the program drew; at preview an id is unknown. Undefined for a template from elsewhere.
 */
export function templateMeant(
  stack: Stack,
  read: () => TemplateName | undefined,
  dependencies: readonly PolicyResource[],
): TemplateResource | undefined {
  const templates = stack.of("aws:ec2/launchTemplate:LaunchTemplate");
  const meant = ifKnown(read, undefined);
  const name = ifKnown(() => meant?.name, undefined);
  const id = ifKnown(() => meant?.id, undefined);
  const isMeant = ({ props }: TemplateResource): boolean =>
    (name !== undefined && ifKnown(() => props.name, undefined) === name) ||
    (id !== undefined && ifKnown(() => (props as { id?: string }).id, undefined) === id);
  const linked = templates.filter(({ urn }) => dependencies.some((dependency) => dependency.urn === urn));
  return templates.find(isMeant) ?? (linked.length === 1 ? linked[0] : undefined);
}
