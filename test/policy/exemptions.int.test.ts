import assert from "node:assert/strict";
import { packAnalyzer } from "../helpers/analyzer";
import { handMade, withProps } from "../helpers/hand-made-stack";

const open = withProps(handMade.task, { networkMode: "host" });
const plain = withProps(handMade.queue, { redrivePolicy: undefined });

describe("exemptions", () => {
  it("print their reason with what they let pass, before a resource is made and at the end", async () => {
    const analyzer = await packAnalyzer();
    await analyzer.configure({
      "containers-are-confined": { exempt: [{ name: "stitch", reason: "needs the host's network" }] },
      "queues-give-up": { exempt: [{ type: "aws:sqs/*", reason: "drained by hand" }] },
    });
    const first = analyzer.nextLine();
    assert.deepEqual(await analyzer.analyze(open), []);
    assert.equal(
      await first,
      'exempt (needs the host\'s network): task "stitch": networkMode is "host"; use "bridge" or "awsvpc"',
    );
    const second = analyzer.nextLine();
    assert.deepEqual(
      (await analyzer.analyzeStack([plain])).filter(({ policy }) => policy === "queues-give-up"),
      [],
    );
    assert.match(await second, /^exempt \(drained by hand\): queue "jobs": /);
  });

  it("that are texts end the run with the object to write", async () => {
    const analyzer = await packAnalyzer();
    const exempt = ["*::stitch"];
    await analyzer.configure({ "containers-are-confined": { exempt }, "queues-give-up": { exempt } });
    const message = /exempt\[0\] is "\*::stitch"; write \{"urn":"\*::stitch","reason":"why it may stay so"\}/;
    await assert.rejects(analyzer.analyze(withProps(handMade.task, {})), message);
    await assert.rejects(analyzer.analyzeStack([plain]), message);
  });
});
