// Writes docs/policies.md from the policy pack and the reasons above its policies, and the ready-made policy configs; a
// test fails when they are stale.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Policies } from "@pulumi/policy";
import { policies } from "../policy/policies";
import type { Scope } from "../policy/support/scope";
import { publicShapes } from "../test/helpers/public-shapes";
import { holesMutations } from "../test/policy/mutations/holes";
import { moneyMutations } from "../test/policy/mutations/money";
import { placementMutations } from "../test/policy/mutations/placement";
import { securityMutations } from "../test/policy/mutations/security";
import { COMMON, type Setting } from "../policy/support/settings";

export const POLICY_CONFIGS = join(__dirname, "..", "policy", "configs");
export const POLICY_DOCS = join(__dirname, "..", "docs", "policies.md");
const MUTATIONS = [...placementMutations, ...moneyMutations, ...holesMutations, ...securityMutations];
const SOURCES = join(__dirname, "..", "policy", "policies");

export function policiesPage(): string {
  const reasons = reasonsByName();
  return [
    HEAD,
    table(
      ["policy", "level", "severity", "what it asks"],
      policies.map(({ name, enforcementLevel, severity, description }) => [
        `[${name}](#${name})`,
        enforcementLevel ?? "advisory",
        severity ?? "",
        description,
      ]),
    ),
    ...policies.map((policy) => section(policy, reasons)),
    TRIED,
    table(["policy", "good stacks", "spoiled stacks", "other people's stacks"], policies.map(triedRow)),
  ].join("\n\n");
}

const HEAD = `# The policies

<!-- Made by \`npm run docs:policies\` from policy/policies/; change that, not this. -->

After this page you can look up what each policy asks, why, and how to fix a stack that it refuses.

What the pack asks of work on containers: stacks that run ECS tasks on EC2, made by this program or by hand. How to run it,
set levels and limits, and leave resources out: [policy-pack.md](policy-pack.md). Every policy also has the settings
\`scope\` and \`exempt\`.`;

const GOOD = ["this program's", "the same at its first preview", "one made by hand"];
const OTHERS = Object.keys(publicShapes);

const TRIED = `## What was tried

Every run of the tests starts the pack in a process of its own, as the Pulumi CLI does, and sends it over the analyzer's RPC

- ${GOOD.length} good stacks (${GOOD.join(", ")}): no policy may report a breach; at the first preview two, \`fleets-end\` and
  \`roles-ask-for-little\`, each name a value that is unknown then;
- ${MUTATIONS.length} spoiled stacks, each this program's with one change: exactly the policies below must report, and no other;
- ${OTHERS.length} stacks in the form of public programs that are none of the pack's business (${OTHERS.join(", ")}), alone and beside work
  on containers: silent with scope \`compute\` and \`experiment\`, judged with \`all\`.

The table is made from the same lists. Each policy has more spoiled stacks of its own in \`test/policy/policies/\`.`;

/** From the lists that the tests prove under RPC. */
function triedRow({ name, enforcementLevel }: Policies[number]): readonly string[] {
  if (enforcementLevel === "disabled") return [name, "off", "off", "off"];
  const broken = MUTATIONS.filter(({ said }) => said.some((line) => line.startsWith(`${name} (`)));
  const titles = broken.slice(0, 3).map(({ title }) => title);
  const more = broken.length > titles.length ? `, … (${broken.length})` : "";
  const spoiled = broken.length === 0 ? "adds what is missing" : `reports ${titles.join(", ")}${more}`;
  return [name, `silent on ${GOOD.length}`, spoiled, `silent on ${OTHERS.length}`];
}

function section(policy: Policies[number], reasons: ReadonlyMap<string, string>): string {
  const reason = reasons.get(policy.name);
  if (reason === undefined) throw new Error(`policy "${policy.name}" has no reason in a comment above it`);
  const kind =
    "validateStack" in policy
      ? "looks at all resources together, at the end of a preview or update"
      : "validateResource" in policy
        ? "looks at each resource before it is made"
        : "with the level remediate it changes resources before they are made, and with any other it does nothing";
  const settings = Object.entries(policy.configSchema?.properties ?? {}).filter(([name]) => !(name in COMMON));
  return [
    `## ${policy.name}`,
    "",
    reason,
    "",
    `- **Asks:** ${policy.description}`,
    `- **Level:** ${policy.enforcementLevel ?? "advisory"}, severity ${policy.severity ?? "not said"}; ${kind}.`,
    `- **Cure:** ${policy.remediationSteps ?? ""}`,
    ...(settings.length === 0
      ? []
      : [
          "",
          table(
            ["setting", "default", "meaning"],
            settings.map(([name, setting]) => {
              const { default: value, description } = setting as Setting;
              return [`\`${name}\``, `\`${JSON.stringify(value)}\``, description];
            }),
          ),
        ]),
  ].join("\n");
}

/** The comment above each policy says why it is there. */
function reasonsByName(): ReadonlyMap<string, string> {
  const policy = /\/\*\* ((?:(?!\*\/)[^])+?) \*\/\nexport const \w+: \w+ = \{\n {2}name: "([^"]+)"/g;
  return new Map(
    readdirSync(SOURCES)
      .sort()
      .flatMap((file) => [...readFileSync(join(SOURCES, file), "utf8").matchAll(policy)])
      .map(([, reason = "", name = ""]) => [name, reason.replace(/\n \* ?/g, " ").trim()] as const),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** The ready-made configs by their file names. Pulumi takes settings per policy only, so each names all of them. */
export function policyConfigs(): ReadonlyMap<string, string> {
  return new Map([
    ["experiment.json", configOf("experiment")],
    ["lab.json", configOf("compute")],
    ["strict.json", configOf("all", "mandatory")],
  ]);
}

/** @param level of every policy; their own where it is left out. Tags are still added, and other remedies stay off. */
function configOf(scope: Scope, level?: "mandatory"): string {
  const entries = policies.map(({ name, enforcementLevel = "advisory" }) => {
    const isKept = enforcementLevel === "remediate" || enforcementLevel === "disabled";
    const own = isKept ? enforcementLevel : (level ?? enforcementLevel);
    return [name, { enforcementLevel: own, scope }] as const;
  });
  return `${JSON.stringify(Object.fromEntries(entries), undefined, 2)}\n`;
}

if (require.main === module) {
  writeFileSync(POLICY_DOCS, `${policiesPage()}\n`);
  mkdirSync(POLICY_CONFIGS, { recursive: true });
  for (const [file, text] of policyConfigs()) writeFileSync(join(POLICY_CONFIGS, file), text);
}
