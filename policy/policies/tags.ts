import type { ResourceValidationArgs, ResourceValidationPolicy } from "@pulumi/policy";
import { type Check, checks } from "../support/check-runner";
import type { ResourceType } from "../support/resources";
import { remedied } from "../support/remedies";
import { settings } from "../support/settings";
import { TAGGED_TYPES, tagPlacesOf } from "../support/tagging";
import { each } from "../support/unknowns";

/** Costs without an experiment's name cannot be assigned: nothing shows which experiment costs too much. */
export const costsHaveAnOwner: ResourceValidationPolicy = {
  name: "costs-have-an-owner",
  description: "Whatever costs money has the tags that costs are allocated by; missing ones are added from the stack.",
  enforcementLevel: "remediate",
  severity: "medium",
  remediationSteps:
    "Set the tag on the resource, on all by the provider's defaultTags, or on the stack (`pulumi stack tag set <key> <value>`), from which this policy adds it. Machines and volumes get theirs from the launch template's tagSpecifications.",
  configSchema: settings({
    required: {
      type: "array",
      items: { type: "string" },
      default: ["fiji:stack"],
      description: "Keys of the tags that must be there.",
    },
    stackNameTag: {
      type: "string",
      default: "fiji:stack",
      description: "Key of the tag that gets the stack's name where it is missing.",
    },
  }),
  remediateResource: addStackTags,
  validateResource: checks(Object.fromEntries(TAGGED_TYPES.map((type) => [type, [hasRequiredTags(type)]]))),
};

interface TagSettings {
  readonly required: readonly string[];
  readonly stackNameTag: string;
}

/** Tags that Pulumi Cloud puts on stacks by itself: they tell of repositories, not of costs. */
const BOOKKEEPING = /^(pulumi|vcs|git[a-z]*|bitbucket|aws):/i;

function hasRequiredTags(type: ResourceType): Check<ResourceType> {
  return (props, { report, args }) => {
    const { required } = args.getConfig<TagSettings>();
    each(tagPlacesOf(type, props as Record<string, unknown>), ({ where, keys }) => {
      const missing = required.filter((key) => !keys().includes(key));
      if (missing.length > 0)
        report(
          `${where} lack ${missing.join(", ")}; set them here or as tags of the stack`,
          where.split(" ")[0] ?? where,
        );
    });
  };
}

/** Puts the stack's tags where they are missing, and its name; never changes one that exists. */
function addStackTags(args: ResourceValidationArgs): Record<string, unknown> | undefined {
  const { stackNameTag } = args.getConfig<TagSettings>();
  return remedied(args, () => {
    const [, , stackName = ""] = args.urn.split(":"); // urn:pulumi:<stack>::<project>::…
    const wanted = Object.entries({ [stackNameTag]: stackName, ...ownTags(args.stackTags) });
    let added = false;
    for (const { keys, add } of tagPlacesOf(args.type, args.props)) {
      const there = keys();
      for (const [key, value] of wanted) {
        if (there.includes(key)) continue;
        add(key, value);
        added = true;
      }
    }
    return added;
  });
}

function ownTags(tags: ReadonlyMap<string, string>): Record<string, string> {
  return Object.fromEntries([...tags.entries()].filter(([key]) => !BOOKKEEPING.test(key)));
}
