import assert from "node:assert/strict";
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

    it("refuses an experiment that would pay more per machine than allowed", async () => {
      project.configure({ ...GOOD_CONFIG, maxSpotPrice: "6" });
      const { exitCode, output } = await project.pulumi("preview", "--policy-pack", PACK);
      assert.notEqual(exitCode, 0, output);
      assert.match(output, /\[mandatory\].*fleets-name-their-price/u);
    });
  });
}
