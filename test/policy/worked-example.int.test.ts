import assert from "node:assert/strict";
import { join } from "node:path";
import { packAnalyzer } from "../helpers/analyzer";
import { GOOD_CONFIG, runExperiment } from "../helpers/experiment-resources";
import { lineOf } from "../helpers/policy-cases";
import { readStackFile } from "../helpers/stack-file";

const PREFIX = "distributed-fiji:";

/** The example's own config, and nothing of the tests' good one. */
function exampleConfig(): Readonly<Record<string, string | undefined>> {
  const file = readStackFile(join(__dirname, "../../examples/stacks/Pulumi.worked-example.yaml"));
  const own = Object.entries(file)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => [key.slice(PREFIX.length), value] as const);
  return { ...Object.fromEntries(Object.keys(GOOD_CONFIG).map((key) => [key, undefined])), ...Object.fromEntries(own) };
}

describe("the worked example with engine fiji", function () {
  this.timeout(120_000);

  it("is made by the program, which says what one job can have, and the pack has nothing against it", async () => {
    const { resources, messages } = await runExperiment(exampleConfig());
    assert.deepEqual(
      messages.filter((text) => text.startsWith("warning")),
      [],
    );
    assert.ok(
      messages.includes(
        "info: 4 copies share the 15,000 MiB and 4 vCPUs of a task: up to 8,300 MiB of heap for one job while the others wait, 2,075 each when all are busy",
      ),
      messages.join("\n"),
    );
    const analyzer = await packAnalyzer();
    const reports = await analyzer.reports(structuredClone(resources.filter(({ custom }) => custom)));
    assert.deepEqual(reports.map(lineOf), []);
  });
});
