import assert from "node:assert/strict";
import { parseAttempt } from "../../../worker/contract/attempt";
import { type Marker, parseMarker } from "../../../worker/contract/marker";
import { failedAttempt } from "../../helpers/fake-results";

const OLD: Marker = {
  ...{ v: 1, jobId: "A1-00000000", name: "A1", submission: "s1", group: { Well: "A1" }, output: "A1/", root: "" },
  ...{ messageId: "m", receiveCount: 1, startedAt: "2026-01-02T03:04:05Z", finishedAt: "2026-01-02T03:04:06Z" },
  ...{ seconds: { run: 1 }, versions: { dfiji: "0.1.0", imagej: "1.54f" }, worker: "w", inputs: [] },
  outputs: [{ key: "A1/r.csv", sizeBytes: 5, etag: "e" }],
};
const read = (marker: unknown): Marker => parseMarker(JSON.stringify(marker), "m.json");

describe("a done marker", () => {
  it("of before engine and display were in it is read as it is", () => {
    assert.deepEqual(read(OLD), OLD);
  });

  it("keeps engine and display", () => {
    const marker = { ...OLD, engine: "fiji", display: "virtual" };
    assert.deepEqual(read(marker), marker);
  });

  it("of a later version is read without the keys that are unknown, at every level", () => {
    const [output] = OLD.outputs;
    const later = { ...OLD, plugins: ["p"], seconds: { run: 1, wait: 2 }, outputs: [{ ...output, sha256: "0" }] };
    assert.deepEqual(read(later), OLD);
  });

  it("with a way of running that does not exist is refused by name", () => {
    assert.throws(() => read({ ...OLD, display: "auto" }), /m\.json is not a done marker: display: /);
  });
});

describe("an attempt record", () => {
  const parse = (attempt: unknown) => parseAttempt(JSON.stringify(attempt), "a.json");
  const old = failedAttempt("A1");

  it("of before engine, versions and display were in it is read as it is", () => {
    assert.deepEqual(parse(old), old);
  });

  it("keeps engine, versions and display, and is read without keys that are unknown", () => {
    const attempt = { ...old, engine: "command", versions: { dfiji: "0.1.0" }, display: "none" };
    assert.deepEqual(parse({ ...attempt, plugins: ["p"] }), attempt);
  });
});
