import type { StackValidationPolicy } from "@pulumi/policy";
import { checksInStack } from "../support/check-runner";
import { settings } from "../support/settings";
import { all, each } from "../support/unknowns";

/** Workers fetch their work; whatever listens on such a machine is there to be broken into. */
export const noDoorToTheWorld: StackValidationPolicy = {
  name: "no-door-to-the-world",
  description: "Security groups let nobody in from the whole internet.",
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
  }),
  validateStack: checksInStack({
    "aws:ec2/securityGroup:SecurityGroup": [
      ({ ingress }, { report, args }) =>
        each(ingress, (rule) =>
          checkRule(portsOf(rule), [() => rule.cidrBlocks, () => rule.ipv6CidrBlocks], args, report),
        ),
    ],
    "aws:ec2/securityGroupRule:SecurityGroupRule": [
      (rule, { report, args }) => {
        if (rule.type !== "ingress") return;
        checkRule(portsOf(rule), [() => rule.cidrBlocks, () => rule.ipv6CidrBlocks], args, report);
      },
    ],
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": [
      (rule, { report, args }) =>
        checkRule(portsOf(rule), [() => [rule.cidrIpv4], () => [rule.cidrIpv6]], args, report),
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

function portsOf(rule: Rule): Ports {
  const protocol = rule.ipProtocol ?? rule.protocol;
  if (protocol === "-1" || protocol === "all") return { from: 0, to: 65_535 };
  return { from: rule.fromPort ?? 0, to: rule.toPort ?? 65_535 };
}

function checkRule(
  { from, to }: Ports,
  blocks: readonly (() => readonly (string | undefined)[] | undefined)[],
  args: { getConfig<T extends object>(): T },
  report: (problem: string) => void,
): void {
  const { publicPorts = [] } = args.getConfig<{ publicPorts?: number[] }>();
  if (from === to && publicPorts.includes(from)) return;
  const ports = from === to ? `port ${from}` : from === 0 && to === 65_535 ? "every port" : `ports ${from} to ${to}`;
  all(
    blocks.map((read) => () => {
      each(read(), (block) => {
        if (block !== undefined && isTheWorld(block)) report(`lets ${block} reach ${ports}; name your own addresses`);
      });
    }),
  );
}

/** Everyone, and blocks so wide that two of them make everyone. */
function isTheWorld(block: string): boolean {
  const [address = "", prefix] = block.split("/");
  if (prefix === undefined) return false;
  return Number(prefix) < (address.includes(":") ? 4 : 8);
}
