import assert from "node:assert/strict";
import type { ConfigKey } from "../../components/config/keys";
import { CONFIG_REFERENCE } from "../../components/config/reference";
import { CONFIG_CHANGES, containers, otherVpc, shortName } from "../helpers/config-changes";
import { type RegisteredResource, runExperiment } from "../helpers/experiment-resources";

describe("config keys", function () {
  this.timeout(60_000);
  const runs = new Map<string, Promise<readonly RegisteredResource[]>>();
  const baseOf = (along: Readonly<Record<string, string>> = {}): Promise<readonly RegisteredResource[]> => {
    const known = runs.get(JSON.stringify(along)) ?? runExperiment(along).then(({ resources }) => resources);
    runs.set(JSON.stringify(along), known);
    return known;
  };
  const marks = new Map(CONFIG_REFERENCE.map(({ name, change }) => [name, change]));

  for (const [key, { value, changes, along, needs }] of Object.entries(CONFIG_CHANGES)) {
    const mark = marks.get(key as ConfigKey)!;
    it(`${key} changes ${changes.length === 0 ? "nothing on AWS" : changes.join(", ")}`, async () => {
      const before = await baseOf(along);
      const answers = key === "vpcId" ? otherVpc : {};
      const { resources: after } = await runExperiment({ ...along, ...needs, [key]: value }, { answers });
      const found = differences(before, after);
      assert.deepEqual(found, [...changes].sort());
      assert.equal(replacesFleet(found), mark === "fleet", `the docs say: ${mark}`);
      if (!replacesFleet(found)) assert.equal(found.includes(containers), mark === "workers", `the docs say: ${mark}`);
    });
  }

  it("owner and tags change tags, those of the machines' template among them", async () => {
    for (const [key, value] of [
      ["owner", "bob"],
      ["tags", '{"cost-center":"lab-7"}'],
    ] as const) {
      const found = differences(await baseOf(), (await runExperiment({ [key]: value })).resources);
      assert.ok(found.length > 15);
      assert.deepEqual(
        found.filter((text) => !text.endsWith(".tags")),
        ["fleet-template-launch-template.tagSpecifications"],
      );
      assert.ok(replacesFleet(found));
      assert.equal(marks.get(key), "fleet");
    }
  });

  it("are all here", () => {
    const names = CONFIG_REFERENCE.map(({ name }) => name);
    assert.deepEqual([...Object.keys(CONFIG_CHANGES), "owner", "tags"].sort(), [...names].sort());
  });
});

/** What the provider cannot change on a fleet; a change of the template is a new version, which the fleet names. */
function replacesFleet(changes: readonly string[]): boolean {
  return changes.some(
    (text) =>
      /^fleet-request\.(launchTemplateConfigs|spotPrice|validUntil|iamFleetRole|allocationStrategy)$/u.test(text) ||
      /^fleet-template-launch-template\.(?!tags$)/u.test(text) ||
      text === "fleet-template-security-group.vpcId",
  );
}

function differences(before: readonly RegisteredResource[], after: readonly RegisteredResource[]): readonly string[] {
  const custom = (list: readonly RegisteredResource[]) =>
    new Map(list.filter((one) => one.custom).map((one) => [one.urn, one]));
  const old = custom(before);
  const found: string[] = [];
  for (const [urn, { name, props, ignoreChanges }] of custom(after)) {
    const was = old.get(urn);
    old.delete(urn);
    if (was === undefined) found.push(`+${shortName(name)}`);
    for (const property of new Set([...Object.keys(was?.props ?? {}), ...Object.keys(props)])) {
      if (ignoreChanges.includes(property)) continue; // the engine keeps the old value
      if (was === undefined || JSON.stringify(was.props[property]) === JSON.stringify(props[property])) continue;
      found.push(`${shortName(name)}.${property}`);
    }
  }
  return [...found, ...[...old.values()].map(({ name }) => `-${shortName(name)}`)].sort();
}
