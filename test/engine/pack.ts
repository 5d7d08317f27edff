import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { GOOD_CONFIG } from "../helpers/good-config";
import { PulumiProject } from "./pulumi-project";

const PACK = join(__dirname, "../../policy");

/** The policy pack as `--policy-pack policy` runs it: by the CLI, in its own Node host. */
export function describePack(): void {
  describe("the policy pack with the Pulumi CLI", function () {
    this.timeout(300_000);
    let project: PulumiProject;

    before(async () => (project = await PulumiProject.create(GOOD_CONFIG)));
    after(() => project?.dispose());

    it("passes a good experiment; what a preview cannot know is all that it leaves out", async () => {
      const { exitCode, output } = await project.pulumi("preview", "--policy-pack", PACK);
      assert.equal(exitCode, 0, output);
      const said = [...output.matchAll(/\[(mandatory|advisory)\].*?([a-z]+(?:-[a-z]+)+) /gu)];
      assert.deepEqual(said.map(([, level, policy]) => `${level} ${policy}`).sort(), [
        "advisory fleets-end",
        "advisory roles-ask-for-little",
      ]);
    });

    it("refuses from the bundle alone what the source refuses, with resource, property and section", async () => {
      const bundle = join(project.folder, "bundle");
      execFileSync(process.execPath, [join(PACK, "../scripts/policy-bundle.mjs"), bundle]);
      project.configure({ ...GOOD_CONFIG, maxSpotPrice: "6" });
      const { exitCode, output } = await project.pulumi("preview", "--policy-pack", bundle);
      project.configure(GOOD_CONFIG);
      assert.notEqual(exitCode, 0, output);
      assert.match(output, /\[mandatory\].*fleets-name-their-price/u);
      assert.match(output, /fleet "fiji-dev-fleet-request": .*\[spotPrice\] policies\.md#fleets-name-their-price/u);
    });

    it("counts on-demand machines at the list price of the stack's region", async () => {
      project.configure({ ...GOOD_CONFIG, instanceTypes: '["m5.xlarge"]', onDemandMachines: "600" });
      const { exitCode, output } = await project.pulumi("preview", "--policy-pack", PACK);
      project.configure(GOOD_CONFIG);
      assert.notEqual(exitCode, 0, output);
      assert.match(output, /600 × m5\.xlarge at the list price \(eu-central-1, .*\) 0\.23 USD are 138 USD per hour/u);
    });

    it("refuses an experiment that would pay more per machine than allowed", async () => {
      project.configure({ ...GOOD_CONFIG, maxSpotPrice: "6" });
      const { exitCode, output } = await project.pulumi("preview", "--policy-pack", PACK);
      assert.notEqual(exitCode, 0, output);
      assert.match(output, /\[mandatory\].*fleets-name-their-price/u);
    });
  });
}
