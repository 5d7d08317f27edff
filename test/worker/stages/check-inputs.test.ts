import assert from "node:assert/strict";
import { EVENTS } from "../../../worker/contract/events";
import { type JobFault } from "../../../worker/failures/job-fault";
import { prepare } from "../../../worker/stages/prepare";
import { StageBench } from "../../helpers/stage-bench";
import { makeTiff } from "../../helpers/tiff-bytes";
import { aJob } from "../../helpers/worker-bench";

describe("the check of a job's images before its run", () => {
  let bench: StageBench;
  beforeEach(async () => {
    bench = await StageBench.make();
  });
  afterEach(() => bench.end());

  const whole = makeTiff().bytes;
  const put = (name: string, bytes: Buffer) => bench.inputs.putBytes(`P1/${name}`, bytes);
  const prepared = async (inPlace = false, checkImages = true) => {
    const active = bench.activeJob(aJob("A1", { input: ["P1/*"] }));
    return { active, next: await prepare(active, bench.deps({ checkImages, inPlace })) };
  };
  const faultOf = (inPlace: boolean): Promise<JobFault> =>
    prepared(inPlace).then(
      () => assert.fail("it was prepared"),
      (error: JobFault) => error,
    );

  const BAD: readonly [name: string, bytes: Buffer, reason: RegExp, advice?: RegExp][] = [
    ["a.tif", whole.subarray(0, 4000), /^"P1\/a\.tif" is damaged: cut short: .* 8314, the file has 4000 bytes$/],
    ["a.tif", Buffer.alloc(0), /^"P1\/a\.tif" is damaged: it is empty/],
    ["a.dat", whole.subarray(0, 4000), /^"P1\/a\.dat" is damaged: cut short/],
    ["a.png", Buffer.from("<html>"), /is damaged: it is a web page/],
    [
      "a.tif",
      makeTiff({ tile: 16 }).bytes,
      /^"P1\/a\.tif" is not for open\(\): .* Bio-Formats opens it$/,
      /^open it with/,
    ],
  ];
  for (const [name, bytes, reason, advice] of BAD) {
    it(`fails a job with such an input as input-damaged: ${reason.source}`, async () => {
      await put("other.tif", whole);
      await put(name, bytes);
      for (const inPlace of [false, true]) {
        const fault = await faultOf(inPlace);
        assert.equal(fault.failure, "input-damaged");
        assert.match(fault.message, reason);
        if (advice === undefined) assert.equal(fault.details.advice, undefined);
        else assert.match(fault.details.advice ?? "", advice);
      }
    });
  }

  it("is left out where it is switched off", async () => {
    await put("a.tif", whole.subarray(0, 4000));
    assert.deepEqual((await prepared(false, false)).next, { next: "run" });
  });

  it("puts what may be meant into the job's log and the worker's", async () => {
    await put("a.tif", makeTiff({ width: 256, height: 256, fill: 0 }).bytes);
    const { active, next } = await prepared();
    assert.deepEqual(next, { next: "run" });
    assert.match(active.log?.tail.join("\n") ?? "", /^warning: "P1\/a\.tif": its last 131072 bytes of pixels or more/);
    const reason = active.log?.tail[0]?.slice("warning: ".length);
    assert.deepEqual(bench.logged(EVENTS.inputDoubtful), [{ jobId: "A1-00000000", name: "A1", reason }]);
  });
});
