import assert from "node:assert/strict";
import fc from "fast-check";
import { namesOf, stackNameProblems } from "../../../components/aws/names";
import { tagsOf } from "../../../components/aws/tags";

const stackName = fc.stringMatching(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/u);

describe("names", () => {
  it("are those of the design", () => {
    const names = namesOf("plates");
    assert.equal(names.experiment, "fiji-plates");
    assert.equal(names.machineLogGroup, "fiji-plates_perInstance");
    assert.equal(names.jobLogGroup, "fiji-plates");
    assert.equal(names.alarmPrefix, "fiji-plates_");
  });

  it("are legal for every stack name that is taken, and short enough", () => {
    fc.assert(
      fc.property(stackName, (stack) => {
        assert.deepEqual(stackNameProblems(stack), []);
        for (const name of Object.values(namesOf(stack))) assert.match(name as string, /^fiji-[a-z0-9-]+(_\w*)?$/u);
        // botocore 1.44.8, ecr: RepositoryName
        assert.match(namesOf(stack).repository, /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*$/u);
        assert.ok(Math.max(...Object.values(namesOf(stack)).map((name: string) => name.length)) <= 64);
      }),
    );
  });

  it("of two stacks share no alarm prefix and no queue", () => {
    fc.assert(
      fc.property(stackName, stackName, (a, b) => {
        fc.pre(a !== b);
        assert.ok(!`${namesOf(b).alarmPrefix}i-1`.startsWith(namesOf(a).alarmPrefix));
        const queues = [a, b].flatMap((stack) => [namesOf(stack).queue, namesOf(stack).deadLetterQueue]);
        assert.equal(new Set(queues).size, 4);
      }),
    );
  });
});

describe("tags", () => {
  it("are ours before the user's", () => {
    const base = { experiment: "fiji-dev", stack: "dev", owner: "ada", more: { "fiji:role": "x", team: "t" } };
    assert.deepEqual(tagsOf(base, "jobs"), {
      team: "t",
      "fiji:experiment": "fiji-dev",
      "fiji:stack": "dev",
      "fiji:role": "jobs",
      "fiji:owner": "ada",
    });
  });

  it("have no owner where none is known", () => {
    assert.equal("fiji:owner" in tagsOf({ experiment: "fiji-dev", stack: "dev" }, "jobs"), false);
  });
});
