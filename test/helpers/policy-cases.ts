import assert from "node:assert/strict";
import { type PackConfig, packAnalyzer } from "./analyzer";
import { type Report, type StackResource, UNKNOWN } from "./analyzer-messages";

/** A stack with something spoiled, and all that the policies under test must say about it. */
export interface PolicyCase {
  readonly title: string;
  readonly stack: readonly StackResource[];
  readonly config?: PackConfig;
  /** `policy (level): message`, in any order; nothing else may be said. */
  readonly said: readonly string[];
}

/**
 * One test per case. Policies that are not `named` are switched off: the stacks need not please all of the pack. Those
 * that are judge all resources, unless the case says otherwise: most stacks are one resource, which nothing refers to.
 */
export function defineCases(named: readonly string[], cases: readonly PolicyCase[]): void {
  for (const { title, stack, config = {}, said } of cases) {
    it(title, async () => {
      const analyzer = await packAnalyzer();
      const others = analyzer.policies.filter(({ name }) => !named.includes(name));
      const judging = named.map((name) => {
        const own = config[name] ?? {};
        return [name, typeof own === "string" ? { enforcementLevel: own, ...ALL } : { ...ALL, ...own }] as const;
      });
      await analyzer.configure({
        ...Object.fromEntries(others.map(({ name }) => [name, "disabled" as const])),
        ...Object.fromEntries(judging),
      });
      assert.deepEqual((await analyzer.reports(stack)).map(lineOf).sort(), [...said].sort());
    });
  }
}

const ALL = { scope: "all" };

export function lineOf({ policy, level, message, unknownAt }: Report): string {
  return `${policy} (${level}): ${message ?? `unknown at ${unknownAt ?? "?"}`}`;
}

/**
 * Makes each input of each resource unknown in turn, as at preview, and answers with those that hide what the policy
 * says about this stack: "task.memory". All others leave it standing.
 */
export async function hiddenBy(policy: string, stack: readonly StackResource[]): Promise<readonly string[]> {
  const analyzer = await packAnalyzer();
  await analyzer.configure({ [policy]: ALL });
  const kind = analyzer.policies.find(({ name }) => name === policy)?.kind;
  const messages = async (resources: readonly StackResource[]): Promise<readonly string[]> => {
    const reports =
      kind === "stack"
        ? await analyzer.analyzeStack(resources)
        : (await Promise.all(resources.map((resource) => analyzer.analyze(resource)))).flat();
    return reports.flatMap(({ policy: by, message }) => (by === policy && message !== undefined ? [message] : []));
  };
  const expected = await messages(stack);
  assert.notDeepEqual(expected, [], `${policy} says something of this stack`);
  const hiding: string[] = [];
  for (const [index, resource] of stack.entries()) {
    for (const property of Object.keys(resource.props)) {
      const unknown = { ...resource, props: { ...resource.props, [property]: UNKNOWN } };
      const left = await messages(stack.with(index, unknown));
      if (expected.some((message) => !left.includes(message))) {
        hiding.push(`${shortType(resource)}.${property}`);
      }
    }
  }
  return hiding;
}

/** "aws:ecs/taskDefinition:TaskDefinition" → "TaskDefinition". */
function shortType({ type, name }: StackResource): string {
  return `${type.split(":").at(-1) ?? type} ${name}`;
}
