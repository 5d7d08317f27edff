import { listed } from "./resource-graph";
import excerpt from "./authorization-data.json";

/** What AWS's service authorization reference has about some actions; made by scripts/authorization-data.ts. */
export interface AuthorizationData {
  readonly source: string;
  readonly date: string;
  readonly services: Record<string, ServiceData>;
}
interface ServiceData {
  readonly actions: Record<string, ActionData>;
  /** ARN with `${…}` for what varies, and the condition keys that each resource of the type has. */
  readonly resources: Record<string, { readonly arn: string; readonly conditionKeys: readonly string[] }>;
}
interface ActionData {
  /** "Read", "List", "Write", "Tagging", "Permissions management". */
  readonly level: string;
  /** Keys that count whatever the resource. */
  readonly conditionKeys: readonly string[];
  readonly resources: Record<string, { readonly required: boolean; readonly conditionKeys: readonly string[] }>;
}

export interface PolicyStatement {
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

const DATA: AuthorizationData = excerpt;

export const dataOf = (action: string): ActionData | undefined => {
  const [prefix = "", name = ""] = action.split(":");
  return DATA.services[prefix]?.actions[name];
};

/**
 * What AWS would not apply as it is written: actions that do not exist, ARNs for actions without resource types, ARNs
 * that no resource of the action can have, and condition keys that the action does not have. AWS accepts all of these
 * and then refuses the call.
 */
export function statementProblems(statement: PolicyStatement): readonly string[] {
  const problems: string[] = [];
  const actions = listed(statement.Action);
  const arns = listed(statement.Resource);
  for (const action of actions.filter((one) => one !== "*" && !one.endsWith(":*"))) {
    const data = dataOf(action);
    if (data === undefined) {
      problems.push(
        `${action}: not in the excerpt of ${DATA.date}; \`npm run authorization-data\` shows whether AWS has it`,
      );
      continue;
    }
    const types = typesFor(action, arns);
    if (statement.Resource !== undefined && types.length === 0) {
      const forms = Object.keys(data.resources).map((type) => arnOf(action, type));
      problems.push(`${action}: allowed on ${arns.join(", ")}, is for ${forms.join(", ") || '"*" only'}`);
    }
    for (const key of conditionKeys(statement.Condition)) {
      if (!GLOBAL_KEYS.includes(key) && !keysOf(action, types).some((one) => isSameKey(one, key)))
        problems.push(`${action}: has no condition key ${key}`);
    }
  }
  for (const arn of arns.filter((one) => one !== "*")) {
    if (arn.split(":").length < 6) problems.push(`${arn}: an ARN has six parts`);
    if (!actions.some((action) => dataOf(action) === undefined || typesFor(action, [arn]).length > 0))
      problems.push(`${arn}: no action of the statement has such a resource`);
  }
  return problems;
}

/** The tagging action that a call with tags needs besides itself; undefined: the call takes no tags. */
export function tagAction(action: string): string | undefined {
  const data = dataOf(action);
  const [service = "", name = ""] = action.split(":");
  if (data?.level !== "Write") return undefined;
  const keys = [data.conditionKeys, ...Object.values(data.resources).map((resource) => resource.conditionKeys)].flat();
  if (!keys.some((key) => key.startsWith("aws:RequestTag/"))) return undefined;
  if (service === "ec2") return "ec2:CreateTags";
  if (service === "sqs") return "sqs:TagQueue";
  if (service === "iam") return name.includes("InstanceProfile") ? "iam:TagInstanceProfile" : "iam:TagRole";
  return `${service}:TagResource`;
}

/** Resource types that the action cannot do without. */
export const requiredTypes = (action: string): readonly string[] =>
  Object.entries(dataOf(action)?.resources ?? {})
    .filter(([, { required }]) => required)
    .map(([type]) => type);

/** Types of the action's resources that one of the ARNs can name; "" stands for an action without any, on "*". */
export function typesFor(action: string, arns: readonly string[]): readonly string[] {
  const types = Object.keys(dataOf(action)?.resources ?? {});
  if (types.length === 0) return arns.includes("*") ? [""] : [];
  return types.filter((type) => arns.some((arn) => isArnOf(arn, arnOf(action, type))));
}

const arnOf = (action: string, type: string): string =>
  (DATA.services[action.split(":")[0]!]?.resources[type]?.arn ?? "*").replace(/\$\{[^}]*\}/gu, "*");

function keysOf(action: string, types: readonly string[]): readonly string[] {
  const data = dataOf(action);
  if (data === undefined) return [];
  const { resources = {} } = DATA.services[action.split(":")[0]!] ?? {};
  return [
    ...data.conditionKeys,
    ...types.flatMap((type) => [
      ...(data.resources[type]?.conditionKeys ?? []),
      ...(resources[type]?.conditionKeys ?? []),
    ]),
  ];
}

/** Keys that every request has, by AWS's "global condition context keys"; the tag keys are global in name only. */
const GLOBAL_KEYS = ["aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn", "aws:PrincipalArn"];

/** `ec2:ResourceTag/${TagKey}` in the data is `ec2:ResourceTag/fiji:experiment` in a policy. */
export const isSameKey = (known: string, key: string): boolean =>
  known.toLowerCase() === key.toLowerCase() ||
  (known.includes("/${") && key.toLowerCase().startsWith(known.slice(0, known.indexOf("${")).toLowerCase()));

export const conditionKeys = (condition: unknown): readonly string[] =>
  Object.values((condition ?? {}) as Record<string, object>).flatMap((keys) => Object.keys(keys));

/** True when some ARN matches both: part by part, since a `*` for the partition must not swallow the service. */
export function isArnOf(arn: string, form: string): boolean {
  if (arn === "*") return true;
  const parts = (text: string): readonly string[] => [...text.split(":", 5), text.split(":").slice(5).join(":")];
  const others = parts(form);
  return parts(arn).every((part, index) => overlap(part, others[index] ?? ""));
}

/** True when some text matches both patterns of `*`. */
function overlap(a: string, b: string): boolean {
  const known = new Map<number, boolean>();
  const from = (i: number, j: number): boolean => {
    const at = i * (b.length + 1) + j;
    const answer = known.get(at);
    if (answer !== undefined) return answer;
    const result =
      i === a.length && j === b.length
        ? true
        : a[i] === "*"
          ? from(i + 1, j) || (j < b.length && from(i, j + 1))
          : b[j] === "*"
            ? from(i, j + 1) || (i < a.length && from(i + 1, j))
            : i < a.length && a[i] === b[j] && from(i + 1, j + 1);
    known.set(at, result);
    return result;
  };
  return from(0, 0);
}
