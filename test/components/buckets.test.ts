import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runExperiment } from "../helpers/experiment-resources";

const ROLE = "arn:aws:iam::123456789012:role/fiji-dev-worker-eu-central-1";
const FOREIGN = {
  inputBucket: "core-images",
  inputBucketRegion: "us-east-1",
  inputBucketOwner: "210987654321",
  inputBucketKmsKey: "arn:aws:kms:us-east-1:210987654321:key/00000000-0000-0000-0000-000000000000",
  inputPrefix: "raw/",
  uploadAcl: "bucket-owner-full-control",
};

interface Found {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}
const statements = (text: unknown): Found[] => (JSON.parse(String(text)) as { Statement: Found[] }).Statement;

describe("buckets of inputs and results", () => {
  it("are one by default: nothing is foreign, and the role has its stable name", async () => {
    const { bucketPolicies, workerRoleArn, deployment, resources } = await runExperiment();
    assert.deepEqual([bucketPolicies, workerRoleArn], [{}, ROLE]);
    const role = resources.find(({ name }) => name === "fiji-dev-worker-role");
    assert.equal(role?.props["name"], "fiji-dev-worker-eu-central-1");
    assert.deepEqual(
      [deployment.bucket, deployment.inputBucket, deployment.bucketOwner],
      ["my-images", undefined, undefined],
    );
  });

  it("may be two, of two accounts and regions: the role gets each its own rights, the worker each its own place", async () => {
    const { resources, deployment } = await runExperiment(FOREIGN);
    const policy = resources.find(({ name }) => name === "fiji-dev-worker-role-policy")?.props["policy"];
    const of = (sid: string) => statements(policy).find(({ Sid }) => Sid === sid);
    assert.equal(of("ReadInputs")?.Resource, "arn:aws:s3:::core-images/raw/*");
    assert.equal(of("ListInputs")?.Resource, "arn:aws:s3:::core-images");
    assert.equal(of("ListFolders")?.Resource, "arn:aws:s3:::my-images");
    assert.equal(of("WriteResults")?.Resource, "arn:aws:s3:::my-images/fiji-dev/results/*");
    assert.ok(of("WriteResults")?.Action.includes("s3:PutObjectAcl"));
    assert.equal(of("ReadInputsKey")?.Resource, FOREIGN.inputBucketKmsKey);
    assert.deepEqual(of("ReadInputsKey")?.Condition, {
      StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" },
    });
    assert.deepEqual(deployment.inputBucket, { name: "core-images", region: "us-east-1", owner: "210987654321" });
    const task = resources.find(({ type }) => type === "aws:ecs/taskDefinition:TaskDefinition")?.props;
    const [container] = JSON.parse(String(task?.["containerDefinitions"])) as [
      { environment: { name: string; value: string }[] },
    ];
    const environment = Object.fromEntries(container.environment.map(({ name, value }) => [name, value]));
    const names = [
      "DFIJI_BUCKET",
      "DFIJI_INPUT_BUCKET",
      "DFIJI_INPUT_BUCKET_REGION",
      "DFIJI_INPUT_BUCKET_OWNER",
      "DFIJI_UPLOAD_ACL",
    ];
    assert.deepEqual(
      names.map((name) => environment[name]),
      ["my-images", "core-images", "us-east-1", "210987654321", "bucket-owner-full-control"],
    );
  });

  it("of another account come with the policy that its owner has to add, for this role alone", async () => {
    const { bucketPolicies } = await runExperiment(FOREIGN);
    assert.deepEqual(Object.keys(bucketPolicies), ["core-images"]);
    assert.deepEqual(
      statements(bucketPolicies["core-images"]).map(({ Sid, Principal, Resource }) => [Sid, Principal, Resource]),
      [
        ["ListInputs", { AWS: ROLE }, ["arn:aws:s3:::core-images"]],
        ["ReadInputs", { AWS: ROLE }, ["arn:aws:s3:::core-images/raw/*"]],
      ],
    );
  });

  it("are all named by the policies of people that docs/aws.md makes for several", () => {
    const root = join(__dirname, "../..");
    const docs = readFileSync(join(root, "docs/aws.md"), "utf8");
    const command = /^sed -E '(.*core-images.*)' docs\/rights\/operate\.json > operate\.json$/mu.exec(docs)?.[1] ?? "";
    for (const name of ["operate", "read-only"]) {
      const edit = (script: string) =>
        statements(execFileSync("sed", ["-E", script, join(root, `docs/rights/${name}.json`)], { encoding: "utf8" }));
      const ofBuckets = (found: readonly Found[]) =>
        found.map(({ Resource }) => Resource).filter((resource) => String(resource).includes(":s3:::"));
      const both = ofBuckets(edit(command));
      const once = ofBuckets(edit("s/BUCKET/BUCKET/"));
      assert.ok(once.length >= 2);
      assert.deepEqual(
        both,
        once.map((resource) =>
          ["core-images", "lab-results"].map((bucket) => String(resource).replace("BUCKET", bucket)),
        ),
      );
    }
    for (const name of ["deploy", "boundary"]) {
      assert.ok(!readFileSync(join(root, `docs/rights/${name}.json`), "utf8").includes("BUCKET"));
    }
  });
});
