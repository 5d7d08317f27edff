import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { matchesPattern, statementsOf } from "../../../policy/support/iam";
import { secretIn, soundsSecret } from "../../../policy/policies/secrets";
import { exemptionOf } from "../../../policy/support/exemptions";
import { all, each } from "../../../policy/support/unknowns";
import { userDataText } from "../../../policy/support/user-data";

describe("exemptions", () => {
  const queue = {
    urn: "urn:pulumi:dev::fiji::aws:sqs/queue:Queue::legacy-1",
    type: "aws:sqs/queue:Queue",
    name: "legacy-1",
    props: { tags: { team: "imaging" } },
  };
  const reason = "ends in May";
  for (const [exemption, fits] of [
    [{ urn: queue.urn }, true],
    [{ urn: "*::legacy-*" }, true],
    [{ urn: "legacy-1" }, false],
    [{ urn: "*::legacy-" }, false],
    [{ urn: "urn:pulumi:dev::fiji::aws:sqs.queue:Queue::legacy-1" }, false],
    [{ name: "legacy-*" }, true],
    [{ name: "legacy" }, false],
    [{ type: "aws:sqs/*" }, true],
    [{ type: "aws:sqs/*", name: "jobs" }, false],
    [{ tag: "team" }, true],
    [{ tag: "team=imaging" }, true],
    [{ tag: "team=chemistry" }, false],
  ] as const) {
    it(`${JSON.stringify(exemption)} ${fits ? "fits" : "does not fit"}`, () =>
      assert.equal(exemptionOf(queue, [{ ...exemption, reason }]), fits ? reason : undefined));
  }
  it("are none without a list", () => assert.equal(exemptionOf(queue, undefined), undefined));
  it("refuse what is not an object with a pattern and a reason, and show the object to write", () => {
    const read = (entry: unknown) => () => exemptionOf(queue, [{ name: "legacy-1", reason }, entry]);
    assert.throws(read("*::jobs"), {
      message: 'exempt[1] is "*::jobs"; write {"urn":"*::jobs","reason":"why it may stay so"}',
    });
    assert.throws(read({ name: "jobs" }), {
      message: 'exempt[1] gives no reason; write {"name":"jobs","reason":"why it may stay so"}',
    });
    assert.throws(read({ name: "jobs", reason: " " }), /exempt\[1\] gives no reason/);
    assert.throws(read({ reason }), /names no urn, type, name or tag; write \{"name":"legacy-\*"/);
    assert.throws(read({ names: "jobs", reason }), /exempt\[1\] has names; write/);
  });
});

describe("user data", () => {
  const script = "#!/bin/bash\necho ECS_CLUSTER=stitch\n";
  it("is read as it is, out of base64, and out of gzip", () => {
    assert.equal(userDataText(script), script);
    assert.equal(userDataText(Buffer.from(script).toString("base64")), script);
    assert.equal(userDataText(gzipSync(script).toString("base64")), script);
  });
  it("that no machine can unpack is empty", () => {
    assert.equal(userDataText(gzipSync(script).subarray(0, 12).toString("base64")), "");
  });
});

describe("steps with unknown values", () => {
  it("are all taken, and the first error is thrown at the end", () => {
    const taken: number[] = [];
    const run = (): void =>
      each([1, 2, 3], (n) => {
        taken.push(n);
        if (n < 3) throw new Error(`step ${n}`);
      });
    assert.throws(run, /step 1/);
    assert.deepEqual(taken, [1, 2, 3]);
  });
  it("are none for a list that is not there", () => assert.doesNotThrow(() => each(undefined, () => assert.fail())));
  it("throw nothing when nothing was hidden", () => assert.doesNotThrow(() => all([() => undefined])));
});

describe("shapes of secrets", () => {
  it("are not in what the worker gets", () => {
    for (const text of ["https://sqs.eu-central-1.amazonaws.com/123456789012/jobs", "AKIA", "results/", "sk_test_1"]) {
      assert.equal(secretIn(text), undefined, text);
    }
  });
  it("are found in the middle of a text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ a-z.,;]{0,20}$/), fc.stringMatching(/^[A-Z2-7]{16}$/), (around, id) => {
        assert.equal(secretIn(`${around} AKIA${id} ${around}`), "an AWS access key");
      }),
    );
  });
  for (const name of ["DB_PASSWORD", "githubToken", "AWS_ACCESS_KEY_ID", "api-key", "SECRET"]) {
    it(`${name} sounds like one`, () => assert.ok(soundsSecret(name)));
  }
  for (const name of ["TOKEN_FILE", "SECRET_ARN", "KEYBOARD", "TOKENIZER", "MONKEY", "PASSWORD_LENGTH"]) {
    it(`${name} does not`, () => assert.ok(!soundsSecret(name)));
  }
});

describe("IAM policies", () => {
  it("are read with one or many of everything", () => {
    const [statement] = statementsOf({ Statement: { Effect: "Allow", Action: "s3:GetObject", Principal: "*" } });
    assert.deepEqual(statement?.actions, ["s3:GetObject"]);
    assert.deepEqual(statement?.principals, [["AWS", "*"]]);
  });
  it("have no statements when they are no policies", () => {
    for (const policy of [undefined, null, "{", "[]", 5, { Statement: "x" }])
      assert.deepEqual(statementsOf(policy), []);
  });
  it("match actions without regard to case, and nothing but * and ? is special", () => {
    assert.ok(matchesPattern("IAM:list*", "iam:ListRoles"));
    assert.ok(matchesPattern("s3:Get?bject", "s3:GetObject"));
    assert.ok(!matchesPattern("s3.GetObject", "s3:GetObject"));
    assert.ok(!matchesPattern("s3:Get", "s3:GetObject"));
  });
});
