import assert from "node:assert/strict";
import { matchesPattern } from "../../policy/support/iam";
import { isArnOf, requiredTypes, statementProblems, tagAction, typesFor } from "../helpers/authorization";
import { everyStatement, shipped, stackStatements } from "../helpers/every-statement";
import { runExperiment } from "../helpers/experiment-resources";
import { allOf, type FoundStatement, listed } from "../helpers/resource-graph";

const ECS_MACHINES = "arn:aws:ecs:eu-central-1:123456789012:container-instance/*";
const TOPICS = "arn:aws:sns:*:*:fiji-*";

describe("what AWS's service authorization reference has about a statement", () => {
  for (const [title, statement, problems] of [
    [
      "an action without resource types is given an ARN: every ECS agent would be refused",
      { Action: "ecs:DiscoverPollEndpoint", Resource: ECS_MACHINES },
      [
        `ecs:DiscoverPollEndpoint: allowed on ${ECS_MACHINES}, is for "*" only`,
        `${ECS_MACHINES}: no action of the statement has such a resource`,
      ],
    ],
    [
      "one of several is: `up` would stop after Subscribe",
      { Action: ["sns:Subscribe", "sns:Unsubscribe"], Resource: TOPICS },
      [`sns:Unsubscribe: allowed on ${TOPICS}, is for "*" only`],
    ],
    [
      "the action does not exist",
      { Action: "sqs:ReadMessage", Resource: "*" },
      [/^sqs:ReadMessage: not in the excerpt of \d{4}-\d\d-\d\d;/u],
    ],
    [
      "the ARN has another form",
      { Action: "ecs:UpdateService", Resource: "arn:aws:ecs:*:*:cluster/fiji-*" },
      [/^ecs:UpdateService: allowed on .*, is for arn:\*:ecs:\*:\*:service\/\*\/\*$/u, /no action of the statement/u],
    ],
    [
      "one ARN is no action's",
      { Action: "sqs:SendMessage", Resource: ["arn:aws:sqs:*:*:fiji-*", TOPICS] },
      [`${TOPICS}: no action of the statement has such a resource`],
    ],
    [
      "an ARN is cut short",
      { Action: "ec2:CreateTags", Resource: "arn:aws:ec2:*" },
      ["arn:aws:ec2:*: an ARN has six parts"],
    ],
    [
      "the action does not have the condition key",
      {
        Action: "sqs:SendMessage",
        Resource: "*",
        Condition: { StringEquals: { "ec2:ResourceTag/fiji:experiment": "fiji-dev" } },
      },
      ["sqs:SendMessage: has no condition key ec2:ResourceTag/fiji:experiment"],
    ],
  ] as const) {
    it(`finds that ${title}`, () => {
      const found = statementProblems(statement);
      assert.equal(found.length, problems.length, found.join("\n"));
      for (const [index, problem] of problems.entries()) {
        if (typeof problem === "string") assert.equal(found[index], problem);
        else assert.match(found[index]!, problem);
      }
    });
  }

  it("finds nothing wrong in any role, trust and resource policy of the stack, nor in docs/rights", async () => {
    const statements = await everyStatement();
    assert.ok(statements.length > 80, String(statements.length));
    const problems = statements.flatMap((one) => statementProblems(one).map((text) => `${one.of} ${one.Sid}: ${text}`));
    assert.deepEqual(problems, []);
  });

  it("knows every resource type that an action cannot do without as allowed by the same policy", async () => {
    const identity = (await everyStatement()).filter(({ kind }) => kind === "identity");
    for (const policy of new Set(identity.map(({ of }) => of))) {
      const statements = identity.filter(({ of }) => of === policy);
      for (const action of new Set(statements.flatMap(({ Action }) => listed(Action)))) {
        const arns = statements
          .filter(({ Action }) => listed(Action).includes(action))
          .flatMap((one) => listed(one.Resource));
        const there = typesFor(action, arns);
        const missing = requiredTypes(action).filter((type) => !there.includes(type));
        assert.deepEqual(missing, [], `${policy} ${action}`);
      }
    }
  });

  it("knows the right to tag wherever something is made with tags", async () => {
    const untagged = [
      "fiji-dev-fleet-machine-policy ecs:RegisterContainerInstance", // the ECS configuration names no tags
      "fiji-dev-care-role-policy application-autoscaling:RegisterScalableTarget", // changes one that is there
      "docs/rights/operate.json application-autoscaling:RegisterScalableTarget", // the same
      "docs/rights/boundary.json application-autoscaling:RegisterScalableTarget", // the same
      "docs/rights/deploy-on-demand.json autoscaling:CreateAutoScalingGroup", // its tagging is CreateOrUpdateTags
      "docs/rights/boundary.json ecs:RegisterContainerInstance", // see above
    ];
    const statements = (await everyStatement()).filter(({ kind }) => kind === "identity");
    const lacking = new Set<string>();
    let looked = 0;
    for (const { of, Action, Resource } of statements) {
      for (const action of listed(Action)) {
        const tagging = tagAction(action);
        if (tagging === undefined) continue;
        looked++;
        const isTagged = statements.some(
          (one) =>
            one.of === of &&
            listed(one.Action).includes(tagging) &&
            listed(one.Resource).some((arn) => listed(Resource).some((other) => arn === "*" || isArnOf(arn, other))),
        );
        if (!isTagged) lacking.add(`${of} ${action}`);
      }
    }
    assert.ok(looked > 15, String(looked));
    assert.deepEqual([...lacking].sort(), [...untagged].sort());
  });
});

describe("the permissions boundary", () => {
  it("is on every role of a stack that names it, and on none of one that does not", async () => {
    const boundariesOf = async (config: Record<string, string>) =>
      allOf((await runExperiment(config)).resources, "Role").map(({ props }) => props["permissionsBoundary"]);
    const arn = "arn:aws:iam::123456789012:policy/fiji-boundary";
    assert.deepEqual(await boundariesOf({ permissionsBoundary: "fiji-boundary" }), [arn, arn, arn, arn, arn]);
    assert.deepEqual(
      await boundariesOf({}),
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it("allows all that the stack's roles may do", async () => {
    const bounds = shipped("boundary");
    const refused = (await stackStatements())
      .filter(({ kind, Effect }) => kind === "identity" && Effect === "Allow")
      .flatMap((statement) =>
        listed(statement.Action).flatMap((action) =>
          listed(statement.Resource)
            .filter((arn) => !bounds.some((bound) => allows(bound, action, arn, statement)))
            .map((arn) => `${statement.of} ${action} on ${arn}`),
        ),
      );
    assert.deepEqual(refused, []);
  });

  it("lets no role change roles, policies or users, and hand out only roles of experiments", () => {
    const iam = shipped("boundary").filter(({ Action }) => listed(Action).some((action) => action.startsWith("iam:")));
    assert.deepEqual(
      iam.map(({ Action, Resource }) => [Action, Resource]),
      [["iam:PassRole", "arn:aws:iam::*:role/fiji-*"]],
    );
  });
});

/** Conditions of the bound must hold in the role's own statement. */
function allows(bound: FoundStatement, action: string, arn: string, statement: FoundStatement): boolean {
  const conditions = (one: FoundStatement): readonly (readonly [string, string])[] =>
    Object.values((one.Condition ?? {}) as Record<string, Record<string, string>>).flatMap((keys) =>
      Object.entries(keys),
    );
  const own = new Map(conditions(statement));
  return (
    listed(bound.Action).includes(action) &&
    listed(bound.Resource).some((pattern) => matchesPattern(pattern, arn)) &&
    conditions(bound).every(([key, pattern]) => matchesPattern(pattern, own.get(key) ?? ""))
  );
}
