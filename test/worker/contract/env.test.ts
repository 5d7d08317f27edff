import assert from "node:assert/strict";
import { parseWorkerEnv, type RawEnv, renderWorkerEnv, WorkerEnvError } from "../../../worker/contract/env";

const cloud: RawEnv = { DFIJI_QUEUE: "fiji-dev", DFIJI_DEAD_LETTER_QUEUE: "fiji-dev-dead", DFIJI_BUCKET: "images" };

const problemsOf = (raw: RawEnv): readonly string[] => {
  try {
    parseWorkerEnv(raw);
    return [];
  } catch (error) {
    assert.ok(error instanceof WorkerEnvError);
    return error.problems;
  }
};

describe("worker environment", () => {
  it("has the defaults of the design", () => {
    const env = parseWorkerEnv(cloud);
    assert.deepEqual(
      [env.DFIJI_LEASE_SECONDS, env.DFIJI_MAX_ATTEMPTS, env.DFIJI_JOB_TIMEOUT_MINUTES, env.DFIJI_GRACE_SECONDS],
      [120, 3, 120, 90],
    );
    assert.deepEqual([env.EXPECTED_NUMBER_FILES, env.MIN_FILE_SIZE_BYTES, env.DOCKER_CORES], [1, 1, 1]);
    assert.equal(env.CHECK_IF_DONE_BOOL, true);
  });

  it("comes back as it was written", () => {
    const env = parseWorkerEnv({ ...cloud, MEMORY: "15000", DOCKER_CORES: "4", DFIJI_PASS_ENV: "A,B" });
    assert.deepEqual(parseWorkerEnv(renderWorkerEnv(env)), env);
  });

  it("treats an empty variable as absent", () => {
    assert.equal(parseWorkerEnv({ ...cloud, MEMORY: "", DFIJI_ENGINE: "" }).MEMORY, undefined);
  });

  it("takes two folders in place of a bucket", () => {
    const { DFIJI_BUCKET: _, ...queues } = cloud;
    const env = parseWorkerEnv({ ...queues, DFIJI_INPUT_DIR: "/in", DFIJI_OUTPUT_DIR: "/out" });
    assert.deepEqual([env.DFIJI_INPUT_DIR, env.DFIJI_OUTPUT_DIR], ["/in", "/out"]);
  });

  it("tells every problem together, with the value", () => {
    const problems = problemsOf({ DOCKER_CORES: "0", MEMORY: "lots", CHECK_IF_DONE_BOOL: "True" });
    assert.equal(problems.length, 6);
    for (const part of [
      "DFIJI_QUEUE is not set",
      "DFIJI_DEAD_LETTER_QUEUE is not set",
      'DOCKER_CORES is "0"',
      'MEMORY is "lots"',
      'CHECK_IF_DONE_BOOL is "True"',
      "set DFIJI_BUCKET",
    ]) {
      assert.ok(
        problems.some((problem) => problem.startsWith(part)),
        `${part} in ${problems.join("; ")}`,
      );
    }
  });

  it("refuses a bucket beside folders", () => {
    assert.match(problemsOf({ ...cloud, DFIJI_INPUT_DIR: "/in", DFIJI_OUTPUT_DIR: "/out" })[0] ?? "", /exclude/);
  });

  for (const prefix of ["/results/", "results"]) {
    it(`refuses the prefix "${prefix}"`, () => {
      assert.match(problemsOf({ ...cloud, DFIJI_OUTPUT_PREFIX: prefix })[0] ?? "", /^DFIJI_OUTPUT_PREFIX is /);
    });
  }
});
