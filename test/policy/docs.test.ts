import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "../../policy/policies";
import { policiesPage, POLICY_CONFIGS, policyConfigs, POLICY_DOCS } from "../../scripts/docs-policies";

describe("docs/policies.md", () => {
  it("is what the pack makes: otherwise run `npm run docs:policies`", () => {
    assert.equal(readFileSync(POLICY_DOCS, "utf8"), `${policiesPage()}\n`);
  });

  it("tells the reason and the cure of every policy", () => {
    const page = policiesPage();
    for (const { name, remediationSteps = "?" } of policies) {
      assert.match(page, new RegExp(`## ${name}\n\n[A-Z].+\\.\n\n- \\*\\*Asks:`));
      assert.ok(page.includes(remediationSteps), name);
    }
  });
});

describe("the table of what was tried", () => {
  it("has a spoiled stack for every policy that reports, and calls the others by what they do", () => {
    const [, table = ""] = policiesPage().split("## What was tried");
    const rows = table.split("\n").filter((line) => /^\| [a-z]+(-[a-z0-9]+)+ /u.test(line));
    assert.equal(rows.length, policies.length);
    const others = rows.filter((row) => !row.includes("| reports ")).map((row) => row.split("|")[1]?.trim());
    assert.deepEqual(others, [
      "costs-have-an-owner",
      "machines-get-imdsv2",
      "storage-gets-encrypted",
      "logs-get-an-end",
      "buckets-get-blocked",
    ]);
    assert.match(
      table,
      /\| tasks-fit-every-instance-type \| silent on 3 \| reports a task with more memory [^|]+ \| silent on 8 \|/u,
    );
  });
});

describe("policy/configs", () => {
  for (const [file, text] of policyConfigs()) {
    it(`${file} names every policy, as the pack makes it: otherwise run \`npm run docs:policies\``, () => {
      assert.equal(readFileSync(join(POLICY_CONFIGS, file), "utf8"), text);
      const config = JSON.parse(text) as Record<string, { enforcementLevel: string; scope: string }>;
      assert.deepEqual(
        Object.keys(config),
        policies.map(({ name }) => name),
      );
    });
  }

  it("judge this project's resources, work on containers, or everything as mandatory", () => {
    const values = (file: string): Set<string> => {
      const config = JSON.parse(policyConfigs().get(file) ?? "{}") as Record<string, object>;
      return new Set(Object.values(config).map((entry) => JSON.stringify(entry)));
    };
    const levels = ["mandatory", "advisory", "remediate", "disabled"];
    const entries = (scope: string, of = levels) =>
      new Set(of.map((enforcementLevel) => JSON.stringify({ enforcementLevel, scope })));
    assert.deepEqual(values("experiment.json"), entries("experiment"));
    assert.deepEqual(values("lab.json"), entries("compute"));
    assert.deepEqual(values("strict.json"), entries("all", ["mandatory", "remediate", "disabled"]));
  });
});

describe("docs/policy-pack.md", () => {
  const page = readFileSync(join(__dirname, "..", "..", "docs", "policy-pack.md"), "utf8");

  it("shows a config that names policies and settings of the pack", () => {
    const config = JSON.parse(/```json\n([^`]+)```/.exec(page)?.[1] ?? "null") as Record<string, string | object>;
    for (const [name, value] of Object.entries(config)) {
      const policy = policies.find((one) => one.name === name);
      assert.ok(policy, `there is no policy "${name}"`);
      const settings = typeof value === "string" ? [] : Object.keys(value);
      const known = ["enforcementLevel", ...Object.keys(policy.configSchema?.properties ?? {})];
      assert.deepEqual(
        settings.filter((setting) => !known.includes(setting)),
        [],
        name,
      );
    }
    assert.ok(Object.keys(config).length >= 5);
  });
});
