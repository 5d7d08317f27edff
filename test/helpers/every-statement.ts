import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runExperiment } from "./experiment-resources";
import { type FoundStatement, statementsOf } from "./resource-graph";

const RIGHTS = join(__dirname, "../../docs/rights");

export type ShippedPolicy = "read-only" | "operate" | "deploy" | "deploy-on-demand" | "boundary";
export const SHIPPED_POLICIES = readdirSync(RIGHTS).map((file) => file.replace(/\.json$/u, "")) as ShippedPolicy[];

/** Text of a policy of docs/rights. */
export const shippedText = (name: ShippedPolicy): string => readFileSync(join(RIGHTS, `${name}.json`), "utf8");

/** Statements of a policy of docs/rights, `of` it by its file. */
export function shipped(name: ShippedPolicy): readonly FoundStatement[] {
  const { Statement } = JSON.parse(shippedText(name)) as { Statement: Omit<FoundStatement, "of" | "kind">[] };
  return Statement.map((statement) => ({ ...statement, of: `docs/rights/${name}.json`, kind: "identity" }));
}

const DIGEST = "0".repeat(64);
/** Configs that between them make every statement that a stack can have. */
const CONFIGS: readonly Readonly<Record<string, string>>[] = [
  {
    mountBucket: "true",
    inputPrefix: "plates/",
    bucketKmsKey: "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    script: "s3://scripts/fiji/measure.ijm",
    scriptSha256: DIGEST,
    notify: '["ada@example.org","https://hooks.slack.com/services/T/B/x"]',
  },
  { image: `123456789012.dkr.ecr.eu-central-1.amazonaws.com/team/worker@sha256:${DIGEST}`, ecsExec: "true" },
];

/** Every statement of every role, trust and resource policy of the stack. */
export async function stackStatements(): Promise<readonly FoundStatement[]> {
  const found: FoundStatement[] = [];
  for (const config of CONFIGS) found.push(...statementsOf((await runExperiment(config)).resources));
  return found;
}

/** Those of the stack and of all shipped policies. */
export async function everyStatement(): Promise<readonly FoundStatement[]> {
  return [...(await stackStatements()), ...SHIPPED_POLICIES.flatMap(shipped)];
}
