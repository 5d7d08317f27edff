import { isObject, jsonOf, listOf, textsOf } from "./json";

/** One statement of an IAM policy, with lists where IAM takes one or many. */
export interface Statement {
  readonly sid: string | undefined;
  readonly allows: boolean;
  readonly actions: readonly string[];
  /** Allowed are all actions but these. */
  readonly notActions: readonly string[];
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  /** Pairs such as `["Service", "ecs-tasks.amazonaws.com"]`; anyone is `["AWS", "*"]`. */
  readonly principals: readonly (readonly [kind: string, who: string])[];
  /** Everybody but these is meant. */
  readonly notPrincipals: readonly string[];
  /** Operator, key in lower case (IAM ignores its case), values. */
  readonly conditions: readonly {
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
  }[];
}

/** The statements of a policy given as text or object; none when it is neither. */
export function statementsOf(policy: unknown): readonly Statement[] {
  const document = jsonOf(policy);
  if (!isObject(document)) return [];
  return listOf(document["Statement"]).filter(isObject).map(statementOf);
}

/** `statement "ReadInput"`, or its number where it has no name. */
export function nameOf({ sid }: Statement, index: number): string {
  return sid === undefined || sid === "" ? `statement ${index + 1}` : `statement "${sid}"`;
}

/** Whether an IAM pattern (`*`, `?`, any case) matches a text, e.g. an action. */
export function matchesPattern(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "is").test(text);
}

function statementOf(statement: Readonly<Record<string, unknown>>): Statement {
  const sid = statement["Sid"];
  return {
    sid: typeof sid === "string" ? sid : undefined,
    allows: statement["Effect"] === "Allow",
    actions: textsOf(statement["Action"]),
    notActions: textsOf(statement["NotAction"]),
    resources: textsOf(statement["Resource"]),
    notResources: textsOf(statement["NotResource"]),
    principals: principalsOf(statement["Principal"]),
    notPrincipals: principalsOf(statement["NotPrincipal"]).map(([, who]) => who),
    conditions: conditionsOf(statement["Condition"]),
  };
}

function principalsOf(principal: unknown): Statement["principals"] {
  if (!isObject(principal)) return textsOf(principal).map((who) => ["AWS", who] as const);
  return Object.entries(principal).flatMap(([kind, who]) => textsOf(who).map((one) => [kind, one] as const));
}

function conditionsOf(condition: unknown): Statement["conditions"] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      // a boolean may stand without quotes
      values: listOf(values).map(String),
    })),
  );
}
