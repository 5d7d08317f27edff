import assert from "node:assert/strict";
import { packAnalyzer } from "../helpers/analyzer";
import { type StackResource, UNKNOWN, urnOf } from "../helpers/analyzer-messages";
import { handMade, policyText, spoiled } from "../helpers/hand-made-stack";
import { lineOf } from "../helpers/policy-cases";
import { publicShapes } from "../helpers/public-shapes";

const everything = { type: "aws:iam/rolePolicy:RolePolicy", name: "wide" } as const;
const wide = policyText({ Effect: "Allow", Action: "s3:*", Resource: "*" });
const saidOfWide =
  'roles-ask-for-little (mandatory): role policy "wide": statement 1 allows "s3:*", every action of s3; list the actions that are used';

describe("scope of the pack", () => {
  for (const [title, stack] of Object.entries(publicShapes)) {
    it(`leaves ${title} alone, and judges it where the scope is all`, async () => {
      assert.deepEqual(await said(stack), []);
      assert.deepEqual(await said(stack, "experiment"), []);
      assert.ok((await said(stack, "all")).some((line) => line.includes("(mandatory)")));
    });
  }

  it("leaves them alone beside work on containers, too", async () => {
    assert.deepEqual(await said([...spoiled({}), ...Object.values(publicShapes).flat()]), []);
  });

  it("takes in the role that a task has, by a reference and by its name", async () => {
    const role: StackResource = {
      ...handMade.taskRole,
      name: "worker",
      props: { ...handMade.taskRole.props, name: "w" },
    };
    const task = (taskRoleArn: string, dependsOn: readonly string[]): StackResource => ({
      ...handMade.task,
      props: { ...handMade.task.props, taskRoleArn },
      propertyDependencies: { taskRoleArn: dependsOn },
    });
    const policy = { ...everything, props: { role: "w", policy: wide } };
    for (const [title, own] of [
      ["reference", task(UNKNOWN, [urnOf(role)])],
      ["name", task("arn:aws:iam::123456789012:role/path/w", [])],
    ] as const) {
      assert.deepEqual(await said([own, role, policy, handMade.repository]), [saidOfWide], title);
    }
    assert.deepEqual(
      await said([task("arn:aws:iam::123456789012:role/other", []), role, policy, handMade.repository]),
      [],
    );
  });

  it("takes in machines that join a cluster of the stack by user data that preview hides", async () => {
    const machine = (dependsOn: readonly string[]): StackResource => ({
      type: "aws:ec2/instance:Instance",
      name: "node",
      props: { userData: UNKNOWN, rootBlockDevice: { encrypted: true } },
      propertyDependencies: { userData: dependsOn },
    });
    const line =
      'machines-hide-their-credentials (mandatory): instance "node": metadataOptions.httpTokens is not set; set it to "required"';
    const judged = await said([handMade.cluster, machine([urnOf(handMade.cluster)])]);
    assert.ok(judged.includes(line), judged.join("\n"));
    assert.deepEqual(await said([handMade.cluster, machine([])]), []);
  });

  it("as experiment takes in what has a tag fiji:…, not other tasks", async () => {
    const others = { ...handMade.task, props: { ...handMade.task.props, tags: {}, networkMode: "host" } };
    const line = 'containers-are-confined (mandatory): task "stitch": networkMode is "host"; use "bridge" or "awsvpc"';
    const own = { ...others, props: { ...others.props, tags: { "fiji:stack": "dev" } } };
    const pinned = [handMade.repository];
    assert.deepEqual(await said([...pinned, own], "experiment"), [line]);
    assert.deepEqual(await said([...pinned, others], "experiment"), []);
    assert.deepEqual(await said([...pinned, others]), [line]);
  });
});

/** All but tags, which are added. */
async function said(stack: readonly StackResource[], scope?: string): Promise<string[]> {
  const analyzer = await packAnalyzer();
  const config = analyzer.policies.map(({ name }) => [name, scope === undefined ? {} : { scope }] as const);
  await analyzer.configure({ ...Object.fromEntries(config), "costs-have-an-owner": "disabled" });
  return (await analyzer.reports(stack)).map(lineOf);
}
