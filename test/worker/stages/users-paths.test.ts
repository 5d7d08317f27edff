import assert from "node:assert/strict";
import { withUsersPaths } from "../../../worker/stages/users-paths";
import { aJob } from "../../helpers/worker-bench";

const ROOT = "/work/attempt-1";
const folders = {
  root: ROOT,
  input: `${ROOT}/input/Screen/P1`,
  output: `${ROOT}/output`,
} as Parameters<typeof withUsersPaths>[1]["folders"];
const inputs = ["a.tif", "a.tiff", "$&.tif"].map((name) => ({
  object: { key: `P1/${name}`, sizeBytes: 1, etag: "" },
  relativePath: name,
}));
const job = aJob("A1", { script: { name: "count.ijm", sha256: "0".repeat(64) } });
const S3 = { localPath: () => undefined, description: "s3://images/raw/" };
const FOLDER = { localPath: ({ key }: { key: string }) => `/home/ada/${key}`, description: "/home/ada" };

describe("a message with the user's own paths", () => {
  for (const [text, onFolders, onS3 = onFolders] of [
    [
      `not a TIFF: ${ROOT}/input/Screen/P1/a.tif`,
      "not a TIFF: /home/ada/P1/a.tif",
      "not a TIFF: s3://images/raw/P1/a.tif",
    ],
    [`${ROOT}/input/Screen/P1/a.tiff`, "/home/ada/P1/a.tiff", "s3://images/raw/P1/a.tiff"],
    [`${ROOT}/input/Screen/P1/$&.tif`, "/home/ada/P1/$&.tif", "s3://images/raw/P1/$&.tif"],
    [`no ${ROOT}/input/Screen/P1/b.tif`, "no input/b.tif"],
    [`${ROOT}/output/cells.csv is open`, "output/cells.csv is open"],
    [`line 3 of ${ROOT}/script/count/help.ijm`, "line 3 of help.ijm"],
    [`${ROOT}/left.txt`, "left.txt"],
    ["There are no images open", "There are no images open"],
  ] as const) {
    it(`reads ${JSON.stringify(onFolders)}`, () => {
      assert.equal(withUsersPaths(text, { folders, inputs, job }, FOLDER), onFolders);
      assert.equal(withUsersPaths(text, { folders, inputs, job }, S3), onS3);
    });
  }

  it("is left as it is before there are folders", () => {
    assert.equal(withUsersPaths(`${ROOT}/a`, { folders: undefined, inputs, job }, S3), `${ROOT}/a`);
  });
});
