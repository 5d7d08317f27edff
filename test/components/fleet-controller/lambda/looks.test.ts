import assert from "node:assert/strict";
import fc from "fast-check";
import { nextLookSeconds } from "../../../../components/fleet-controller/lambda/controller";
import { type Look } from "../../../../components/fleet-controller/lambda/facts";
import { endsSoon, haveEnded, nothingWaits } from "../../../../components/fleet-controller/lambda/looks";

/** When, in seconds, and how many jobs waited and were in flight. */
type Seen = readonly [seconds: number, visible: number, inFlight: number];
const looks = (...seen: readonly Seen[]): Look[] =>
  seen.map(([seconds, visible, inFlight]) => ({
    at: new Date(Date.UTC(2026, 2, 1, 12, 0, 0) + seconds * 1000),
    visible,
    inFlight,
  }));

describe("looks at the queue", () => {
  it("show that the last job has ended: none waited for a minute, and none was there at two looks 8 s apart", () => {
    assert.ok(haveEnded(looks([0, 0, 3], [42, 0, 0], [50, 0, 0])));
    assert.ok(haveEnded(looks([0, 0, 1], [60, 0, 0], [120, 0, 0])));
    const not: Record<string, Look[]> = {
      "one look without a job": looks([0, 0, 3], [50, 0, 0]),
      "two of them 7.9 s apart": looks([0, 0, 3], [42.1, 0, 0], [50, 0, 0]),
      "a job waited 49 s ago": looks([0, 0, 3], [0.9, 0, 3], [1, 1, 3], [42, 0, 0], [50, 0, 0]),
      "less than a minute is known": looks([1, 0, 3], [42, 0, 0], [50, 0, 0]),
      "no job was ever seen": looks([0, 0, 0], [60, 0, 0], [120, 0, 0]),
      "a job is in flight": looks([0, 0, 0], [50, 0, 0], [60, 0, 1]),
      "a job waits": looks([0, 0, 0], [50, 0, 0], [60, 1, 0]),
      "no look": [],
    };
    for (const [title, given] of Object.entries(not)) assert.equal(haveEnded(given), false, title);
  });

  it("come again in 10 s when as many jobs or more ended in the last minute as half of those that are left", () => {
    assert.equal(endsSoon(looks([0, 0, 30], [60, 0, 20])), true);
    assert.equal(endsSoon(looks([0, 0, 30], [60, 0, 21])), false);
    assert.equal(endsSoon(looks([0, 20, 10], [60, 0, 20])), true);
    assert.equal(endsSoon(looks([0, 0, 30], [50, 0, 30], [60, 0, 20])), true, "against the latest look that old");
    assert.equal(endsSoon(looks([0, 0, 30], [10, 0, 20], [60, 0, 20])), false);
  });
  it("come again in 10 s while less than a minute without waiting jobs is known", () => {
    assert.equal(endsSoon(looks([0, 0, 30])), true);
    assert.equal(endsSoon(looks([0, 0, 30], [49, 0, 30])), true);
    assert.equal(endsSoon(looks([0, 0, 30], [50, 0, 30])), false);
  });
  it("come again in 10 s after the last job, until a second one shows the same", () => {
    assert.equal(endsSoon(looks([0, 0, 1], [60, 0, 0])), true);
    assert.equal(endsSoon(looks([0, 0, 1], [60, 0, 0], [70, 0, 0])), false);
    assert.equal(endsSoon(looks([0, 0, 1], [10, 0, 0], [20, 0, 0])), true, "less than a minute is known");
    assert.equal(endsSoon(looks([0, 0, 0])), false, "`dfiji start` of an empty queue");
  });
  it("come by the minute while a job waits, or before any", () => {
    assert.equal(endsSoon(looks([0, 9, 16], [60, 1, 16])), false);
    assert.equal(endsSoon([]), false);
  });

  it("are at most six in one call of the schedule, and one in a call for a machine or a task", () => {
    const memory = { looks: looks([0, 0, 1]) };
    const sweep = { source: "aws.events", detail: {} };
    const at = (seconds: number) => nextLookSeconds(sweep, memory, seconds);
    assert.deepEqual([at(0), at(10), at(40), at(40.1), at(50)], [10, 10, 10, undefined, undefined]);
    assert.equal(nextLookSeconds(sweep, { looks: looks([0, 1, 1]) }, 0), undefined);
    for (const event of [
      { source: "aws.ec2", detail: { "instance-id": "i-1" } },
      { source: "aws.ecs", detail: { containerInstanceArn: "arn" } },
      { tf: { action: "update" as const } },
    ]) {
      assert.equal(nextLookSeconds(event, memory, 0), undefined, JSON.stringify(event));
    }
  });

  it("whatever they show: the last job has ended only after a minute of looks without one waiting, two without any", () => {
    const some = fc
      .array(fc.tuple(fc.integer({ min: 5, max: 70 }), fc.nat(1), fc.nat(1)), { minLength: 1, maxLength: 12 })
      .map((steps) => {
        let seconds = 0;
        return looks(...steps.map(([step, ...counts]): Seen => [(seconds += step), ...counts]));
      });
    fc.assert(
      fc.property(some, (given) => {
        if (!haveEnded(given)) return;
        const end = given.at(-1)?.at.getTime() ?? 0;
        const within = (seconds: number) => given.filter(({ at }) => end - at.getTime() < seconds * 1000);
        assert.ok(nothingWaits(given) && within(50).every(({ visible }) => visible === 0));
        assert.ok(within(8).every(({ inFlight }) => inFlight === 0) && given.at(-2)?.inFlight === 0);
        assert.equal(endsSoon(given), false);
      }),
      { numRuns: 2000 },
    );
  });
});
