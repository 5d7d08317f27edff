import assert from "node:assert/strict";
import { heapMiBIn, javaProblems } from "../../../policy/rules/java";

const good = { memoryMiB: 4000, copies: 1, vcpus: 2, options: "-Xmx3700m -XX:ActiveProcessorCount=2" };

describe("Java rule", () => {
  it("takes a JVM that is given its heap and its processors", () => {
    assert.deepEqual(javaProblems(good), []);
  });

  it("names the heap and the processors that there are for each copy", () => {
    assert.deepEqual(javaProblems({ ...good, copies: 2, options: "" }), [
      "no -Xmx, and Java's own guess of the memory can be wrong; set -Xmx1700m",
      "no -XX:ActiveProcessorCount, and Java counts the whole machine; set -XX:ActiveProcessorCount=1",
    ]);
  });

  it("is content when its advice is followed", () => {
    const options = "-Xmx1700m -XX:ActiveProcessorCount=1";
    assert.deepEqual(javaProblems({ ...good, copies: 2, options }), []);
  });

  it("judges no heap where the memory is not known", () => {
    assert.deepEqual(javaProblems({ ...good, memoryMiB: undefined }), []);
  });

  for (const [options, heapMiB] of Object.entries({
    "-Xmx2g": 2048,
    "-Xmx512M": 512,
    "-Xmx1048576k": 1024,
    "-Xmx1073741824": 1024,
    "-Xmx1g -Xmx2g": 2048,
  })) {
    it(`reads ${options}`, () => assert.equal(heapMiBIn(options), heapMiB));
  }

  it("takes no share of the memory for a heap", () => {
    assert.equal(heapMiBIn("-XX:MaxRAMPercentage=70 -Xms1g"), undefined);
  });
});
