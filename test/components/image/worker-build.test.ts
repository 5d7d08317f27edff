import assert from "node:assert/strict";
import { join } from "node:path";
import { lookUpWorkerBuild, type WorkerBuildArgs } from "../../../components/image/worker-build";
import { type Answer, refused, runProgram } from "../../helpers/pulumi-mocks";

const ARGS: WorkerBuildArgs = {
  repositoryName: "fiji-dev",
  root: join(__dirname, "../../.."),
  platform: "linux/amd64",
  engine: "imagej",
};

async function look(getImage: Answer): Promise<boolean | string> {
  const { result } = await runProgram(
    () =>
      lookUpWorkerBuild(ARGS).then(
        ({ isThere }) => isThere,
        (error: unknown) => (error as Error).message,
      ),
    { answers: { "aws:ecr/getImage:getImage": getImage } },
  );
  return result;
}

describe("the worker's build", () => {
  it("asks the repository for the very tag", async () => {
    const asked: unknown[] = [];
    const found = await look((inputs) => {
      asked.push(inputs);
      return { imageDigest: "sha256:0" };
    });
    assert.equal(found, true);
    assert.equal(asked.length, 1);
    assert.match(JSON.stringify(asked[0]), /^\{"imageTag":"[0-9a-f]{20}","repositoryName":"fiji-dev"\}$/u);
  });

  it("is not there in a repository without the tag, and before there is one", async () => {
    for (const name of ["ImageNotFoundException", "RepositoryNotFoundException"]) {
      assert.equal(await look(() => refused(`reading ECR Images: ${name}: it does not exist`)), false, name);
    }
  });

  it("stops where AWS refuses the look: a second build could not be pushed", async () => {
    assert.match(String(await look(() => refused("AccessDeniedException: ecr:DescribeImages"))), /AccessDenied/u);
  });
});
