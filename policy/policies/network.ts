import type { StackValidationPolicy } from "@pulumi/policy";
import { type About, checksInStack } from "../support/check-runner";
import { settings } from "../support/settings";
import { all, each } from "../support/unknowns";

/** Workers fetch their work themselves: an open port serves nothing but attacks. */
export const noDoorToTheWorld: StackValidationPolicy = {
  name: "no-door-to-the-world",
  description: "Security groups allow no access from the whole internet, nor from prefix lists that are not named.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps: "Leave ingress out and use SSM Session Manager instead of SSH, or name your own addresses.",
  configSchema: settings({
    publicPorts: {
      type: "array",
      items: { type: "integer" },
      default: [],
      description: "Ports that the world may reach, e.g. 443 of a load balancer.",
    },
    trustedPrefixLists: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Prefix lists (`pl-…`) that may be let in; what is in a list shows in no preview.",
    },
  }),
  validateStack: checksInStack({
    "aws:ec2/securityGroup:SecurityGroup": [
      ({ ingress }, { report, args }) =>
        each(ingress, (rule) => checkRule(portsOf(rule), sourcesOf(rule), args, report, "ingress")),
    ],
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": [
      ({ ingress }, { report, args }) =>
        each(ingress, (rule) => checkRule(portsOf(rule), sourcesOf(rule), args, report, "ingress")),
    ],
    "aws:ec2/securityGroupRule:SecurityGroupRule": [
      (rule, { report, args }) => {
        if (rule.type !== "ingress") return;
        checkRule(portsOf(rule), sourcesOf(rule), args, report, "cidrBlocks");
      },
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
      (rule, { report, args }) =>
        checkRule(
          portsOf(rule),
          [() => [rule.cidrIpv4], () => [rule.cidrIpv6], () => [rule.prefixListId]],
          args,
          report,
          "cidrIpv4",
        ),
    ],
  }),
};

interface Rule {
  readonly ipProtocol?: string | undefined;
  readonly protocol?: string | undefined;
  readonly fromPort?: number | undefined;
  readonly toPort?: number | undefined;
}
interface Ports {
  readonly from: number;
  readonly to: number;
}

/** Blocks and prefix lists that a rule lets in, read one by one: each may be hidden. */
function sourcesOf(rule: {
  readonly cidrBlocks?: readonly string[] | undefined;
  readonly ipv6CidrBlocks?: readonly string[] | undefined;
  readonly prefixListIds?: readonly string[] | undefined;
}): readonly (() => readonly string[] | undefined)[] {
  return [() => rule.cidrBlocks, () => rule.ipv6CidrBlocks, () => rule.prefixListIds];
}

function portsOf(rule: Rule): Ports {
  const protocol = rule.ipProtocol ?? rule.protocol;
  if (protocol === "-1" || protocol === "all") return { from: 0, to: 65_535 };
  return { from: rule.fromPort ?? 0, to: rule.toPort ?? 65_535 };
}

function checkRule(
  { from, to }: Ports,
  blocks: readonly (() => readonly (string | undefined)[] | undefined)[],
  args: { getConfig<T extends object>(): T },
  report: About["report"],
  at: string,
): void {
  const { publicPorts, trustedPrefixLists } = args.getConfig<{
    readonly publicPorts: readonly number[];
    readonly trustedPrefixLists: readonly string[];
  }>();
  if (from === to && publicPorts.includes(from)) return;
  const ports = from === to ? `port ${from}` : from === 0 && to === 65_535 ? "every port" : `ports ${from} to ${to}`;
  all(
    blocks.map((read) => () => {
      each(read(), (block) => {
        if (!block || trustedPrefixLists.includes(block)) return;
        if (isTheWorld(block)) report(`lets ${block} reach ${ports}; name your own addresses`, at);
        else if (/^pl-/u.test(block)) {
          report(
            `lets prefix list ${block} reach ${ports}; name your own addresses, or list it in trustedPrefixLists`,
            at,
          );
        }
      });
    }),
  );
}

/** Everyone, and blocks so wide that some of them make everyone: no network of one owner is as wide. */
function isTheWorld(block: string): boolean {
  const [address = "", prefix] = block.split("/");
  if (prefix === undefined) return false;
  return Number(prefix) < (address.includes(":") ? 16 : 8);
}
