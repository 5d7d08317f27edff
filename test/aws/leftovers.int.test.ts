import assert from "node:assert/strict";
import { namesOf } from "../../components/aws/names";
import { acceptOptions, awsAccepts } from "../helpers/aws-accepts";
import { runExperiment } from "../helpers/experiment-resources";
import { sharedMoto } from "../helpers/moto";
import { leftovers } from "./leftovers";

describe("leftovers of an experiment", function () {
  this.timeout(300_000);
  let moto: Awaited<ReturnType<typeof sharedMoto>>;
  before(async () => {
    moto = await sharedMoto();
  });
  after(() => moto.stop());

  it("are none on an account without it, and everything where all of it is", async () => {
    const options = acceptOptions(moto.endpoint);
    assert.deepEqual(await leftovers("dev", options), []);
    const notify = '["https://hooks.slack.com/services/T/B/x"]';
    const { resources } = await runExperiment({ notify, onDemandMachines: "2" });
    const accept = await awsAccepts(moto.endpoint);
    for (const resource of resources) if (resource.custom) await accept(resource);
    const left = await leftovers("dev", options);
    const { experiment, queue, deadLetterQueue, careFunction, noticesFunction, onDemandGroup, topic } = namesOf("dev");
    for (const thing of [
      `Auto Scaling group ${onDemandGroup}`,
      `alarm ${experiment}_backlog`,
      `alarm ${experiment}_dead-letters`,
      `cluster ${experiment}`,
      `dashboard ${experiment}`,
      `event rule ${careFunction}-sweep`,
      `event rule ${topic}-done`,
      `function ${careFunction}`,
      `function ${noticesFunction}`,
      `log group /aws/lambda/${noticesFunction}`,
      `launch template ${experiment}`,
      `log group ${experiment}_perInstance`,
      `queue ${deadLetterQueue}`,
      `queue ${queue}`,
      `repository ${experiment}`,
      `scalable target service/${experiment}/${experiment}-workers`,
      `topic ${topic}`,
    ]) {
      assert.ok(left.includes(thing), `${thing} is not among ${left.join(", ")}`);
    }
    const kinds = new Set(left.map((thing) => thing.replace(/ \S+$/u, "")));
    for (const kind of ["role", "security group", "spot fleet"]) assert.ok(kinds.has(kind), kind);
  });

  it("are not those of a neighbour whose name begins alike", async () => {
    assert.deepEqual(await leftovers("de", acceptOptions(moto.endpoint)), []);
    assert.deepEqual(await leftovers("dev-2", acceptOptions(moto.endpoint)), []);
  });
});
