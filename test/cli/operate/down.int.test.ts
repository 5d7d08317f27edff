import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetQueueAttributesCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { deleteCommands } from "../../../cli/operate/delete-command";
import { down, leftoverNames } from "../../../cli/operate/down";
import { CliError } from "../../../cli/shared/exit";
import { namesOf } from "../../../components/aws/names";
import { FakeIo } from "../../helpers/cli-io";
import { type PulumiAnswer, standInPulumi } from "../../helpers/pulumi-stand-in";
import { restoreEnvironment } from "../../helpers/restore-environment";
import { stubExperiment } from "../../helpers/stub-experiment";

describe("dfiji down", () => {
  let folder: string;
  let stub: ReturnType<typeof stubExperiment>;
  let saved: NodeJS.ProcessEnv;
  beforeEach(async () => {
    saved = { ...process.env };
    folder = await mkdtemp(join(tmpdir(), "dfiji-down-"));
    stub = stubExperiment(folder);
    stub.sqs.on(ReceiveMessageCommand).resolves({});
  });
  afterEach(async () => {
    restoreEnvironment(saved);
    await rm(folder, { recursive: true });
  });
  const call = async (
    options: Parameters<typeof down>[1],
    answer: PulumiAnswer,
    left: readonly string[] | Error = [],
  ) => {
    process.env["PATH"] = await standInPulumi(folder, [answer]);
    const io = new FakeIo(folder);
    const leftovers = () => (left instanceof Error ? Promise.reject(left) : Promise.resolve(left));
    const code = await down(stub.experiment, options, { leftovers }, io).catch((error: unknown) => {
      if (!(error instanceof CliError)) throw error;
      io.stderr([error.message, ...error.details]);
      return error.exitCode;
    });
    return { code, out: io.out, err: io.err };
  };
  const pulumiCalls = () => readFile(join(folder, "pulumi-calls"), "utf8").catch(() => "");
  const DESTROYED: PulumiAnswer = { call: "destroy", stdout: "Resources: 65 deleted\n" };

  it("without --yes it shows what waits, runs and is unread, and changes nothing", async () => {
    stub.queues(3, 2, 1);
    const { code, out, err } = await call({}, DESTROYED);
    assert.equal(code, 2);
    assert.deepEqual(out, [
      "fiji-dev: 3 jobs wait, 2 run, 1 are in the dead-letter queue.",
      "The logs in CloudWatch go with the stack: dfiji export-logs --stack dev",
      "Why those failed is gone with the queue: dfiji failures --stack dev",
    ]);
    assert.match(err[0]!, /^nothing was changed: --yes cancels what waits and destroys the stack/);
    assert.equal(await pulumiCalls(), "");
  });

  it("while jobs run it changes nothing either, and names the two ways", async () => {
    stub.queues(3, 2);
    const { code, err } = await call({ yes: true }, DESTROYED);
    assert.equal(code, 1);
    assert.deepEqual(err, [
      "2 jobs run: nothing was changed",
      "wait for them: dfiji monitor --until-done --stack dev; or return them to the queue: dfiji stop --stack dev",
    ]);
    assert.equal(await pulumiCalls(), "");
  });

  it("cancels what waits, destroys with a refresh, and searches", async () => {
    stub.queues(3, 0);
    const { code, out, err } = await call({ yes: true, stack: "lab/dev" }, DESTROYED);
    assert.equal(code, 0);
    assert.deepEqual(out.slice(2), ["Took back 0 waiting jobs.", "Nothing of the experiment is left on AWS."]);
    assert.deepEqual(err, ["Resources: 65 deleted"]);
    assert.equal(await pulumiCalls(), "destroy --refresh --yes --stack lab/dev --non-interactive\n");
  });

  it("ends with 1 and names what is left, each with the command that deletes it", async () => {
    const { code, out } = await call({ yes: true }, DESTROYED, ["alarm fiji-dev_i-1", "event rule fiji-dev-care-end"]);
    assert.equal(code, 1);
    assert.deepEqual(out.slice(2), [
      "Left on AWS, each with the command that deletes it:",
      "  alarm fiji-dev_i-1",
      "    aws cloudwatch delete-alarms --alarm-names fiji-dev_i-1 --region us-east-1",
      "  event rule fiji-dev-care-end",
      "    aws events remove-targets --rule fiji-dev-care-end --ids $(aws events list-targets-by-rule --output text --query 'Targets[].Id' --rule fiji-dev-care-end --region us-east-1) --region us-east-1",
      "    aws events delete-rule --name fiji-dev-care-end --region us-east-1",
    ]);
  });

  it("knows a command for each kind of leftover that the search names", async () => {
    const search = await readFile(join(__dirname, "../../../cli/operate/leftovers.ts"), "utf8");
    const inTexts = [...search.matchAll(/`([a-zA-Z ]+) \$\{/g)].map(([, kind]) => kind!);
    const named = [...search.matchAll(/named\(\s*"([a-z ]+)"/g)].map(([, kind]) => kind!);
    const kinds = new Set([...inTexts, ...named]);
    assert.equal(kinds.size, 17, [...kinds].join());
    for (const kind of kinds) assert.match(deleteCommands(`${kind} x-1`, "us-east-1").at(-1) ?? kind, /^aws .*x-1/);
  });

  it("ends with 3 when AWS refuses the search, and says that the stack is destroyed", async () => {
    const { code, err } = await call({ yes: true }, DESTROYED, new Error("not authorized to perform: sns:ListTopics"));
    assert.equal(code, 3);
    assert.deepEqual(err.slice(-3), [
      "the stack is destroyed, but AWS could not be searched for leftovers",
      "not authorized to perform: sns:ListTopics",
      "the policy for it is docs/rights/operate.json",
    ]);
  });

  it("continues a destroy that has deleted the queues already", async () => {
    stub.sqs.on(GetQueueAttributesCommand).rejects(Object.assign(new Error("no queue"), { name: "QueueDoesNotExist" }));
    const { code, out } = await call({ yes: true }, DESTROYED);
    assert.deepEqual([code, out.at(-1)], [0, "Nothing of the experiment is left on AWS."]);
  });

  it("ends with 3 when Pulumi does not destroy, shows what it says, and does not search", async () => {
    const refused = { call: "destroy", stderr: "error: 2 jobs wait\n", code: 255 };
    const { code, out, err } = await call({ yes: true, json: true }, refused, ["x"]);
    assert.equal(code, 3);
    assert.deepEqual(err, [
      "error: 2 jobs wait",
      "pulumi destroy ended with 255; what it says is above, and the same command continues from there",
    ]);
    assert.deepEqual(out, ['{"event":"found","waiting":0,"running":0,"dead":0}']);
  });

  it("searches for the names that the program gives", () => {
    // these are found by tag
    const { taskFamily: _f, launchTemplate: _t, securityGroup: _g, ...names } = namesOf("dev");
    assert.deepEqual(leftoverNames(stub.experiment), names);
  });
});
