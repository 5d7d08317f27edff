import assert from "node:assert/strict";
import type { RegisteredResource } from "./pulumi-mocks";

/** Short name of a type: `aws:sqs/queue:Queue` → `Queue`. */
const shortType = (type: string): string => type.split(":").at(-1) ?? type;

/** The one resource of this type whose name ends so. */
export function only(resources: readonly RegisteredResource[], type: string, nameEnd = ""): RegisteredResource {
  const found = resources.filter((one) => shortType(one.type) === type && one.name.endsWith(nameEnd));
  assert.equal(
    found.length,
    1,
    `one ${type} …${nameEnd} expected, got ${found.map(({ name }) => name).join(", ") || "none"}`,
  );
  return found[0]!;
}

export function allOf(resources: readonly RegisteredResource[], type: string): readonly RegisteredResource[] {
  return resources.filter((one) => shortType(one.type) === type);
}

/** True when `later` needs `earlier`, directly or through others: it is made after it and deleted before it. */
export function needs(
  resources: readonly RegisteredResource[],
  later: RegisteredResource,
  earlier: RegisteredResource,
): boolean {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const seen = new Set<string>();
  const queue = [...later.dependencies];
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    if (urn === earlier.urn) return true;
    if (seen.has(urn)) continue;
    seen.add(urn);
    queue.push(...(byUrn.get(urn)?.dependencies ?? []));
  }
  return false;
}

/** The text's JSON; tests look at its parts. */
export function json(text: unknown): Record<string, never> {
  return JSON.parse(String(text)) as Record<string, never>;
}

/** All statements of all policies and trust policies, with the resource that has them. */
export interface FoundStatement {
  readonly of: string;
  readonly kind: "trust" | "identity" | "resource";
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

export function statementsOf(resources: readonly RegisteredResource[]): readonly FoundStatement[] {
  const kinds = { assumeRolePolicy: "trust", policy: "identity" } as const;
  return resources.flatMap(({ name, type, props }) =>
    Object.entries(kinds).flatMap(([property, kind]) => {
      const text = props[property];
      if (typeof text !== "string" || !text.includes('"Statement"')) return [];
      const { Statement } = JSON.parse(text) as { Statement: Omit<FoundStatement, "of" | "kind">[] };
      const isIam = type.startsWith("aws:iam/");
      return Statement.map((statement) => ({ ...statement, of: name, kind: isIam ? kind : ("resource" as const) }));
    }),
  );
}

export const listed = (value: string | readonly string[] | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === "string" ? [value] : value;
