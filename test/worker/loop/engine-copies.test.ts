import assert from "node:assert/strict";
import { EngineCopies, type Copy } from "../../../worker/loop/engine-copies";
import { type EngineCopy } from "../../../worker/engines/engine";
import { FakeClock } from "../../helpers/fake-clock";

describe("the copies of a worker", () => {
  let clock: FakeClock;
  beforeEach(() => {
    clock = new FakeClock();
  });
  const made = (count: number, secondsBetweenStarts = 0): EngineCopies => {
    const copies = new EngineCopies(secondsBetweenStarts, clock);
    for (let number = 0; number < count; number++) {
      copies.all.push({
        number,
        folder: "",
        engine: {} as EngineCopy,
        state: "idle",
        hasBegun: false,
        runningSinceMs: 0,
        hasGivenBack: false,
      });
    }
    return copies;
  };
  const run = async (copies: EngineCopies, copy: Copy, seconds: number): Promise<void> => {
    copies.begin(copy);
    await clock.pass(seconds);
    copies.end(copy);
    copy.state = "idle";
  };

  it("want no more jobs than copies that can begin now", () => {
    const copies = made(3);
    (copies.all[0] as Copy).state = "warming";
    assert.equal(copies.freeSlots(), 2);
  });

  it("want one more per running copy once runs are known to be short", async () => {
    const copies = made(2);
    const [a, b] = copies.all as [Copy, Copy];
    copies.begin(b);
    assert.equal(copies.freeSlots(), 1); // nothing is known of runs yet
    await run(copies, a, 5);
    assert.equal(copies.freeSlots(), 2);
    copies.begin(a);
    assert.equal(copies.freeSlots(), 2);
  });

  it("want none in advance when runs are long, or the present ones have become long", async () => {
    const copies = made(1);
    const [a] = copies.all as [Copy];
    await run(copies, a, 61);
    copies.begin(a);
    assert.equal(copies.freeSlots(), 0);
    const others = made(1);
    const [b] = others.all as [Copy];
    await run(others, b, 1);
    others.begin(b);
    assert.equal(others.freeSlots(), 1);
    await clock.pass(61);
    assert.equal(others.freeSlots(), 0);
  });

  it("take runs for as short as the middle one of the last 21", async () => {
    const copies = made(1);
    const [a] = copies.all as [Copy];
    const inAdvanceAfter = async (...seconds: number[]): Promise<number> => {
      for (const each of seconds) await run(copies, a, each);
      copies.begin(a);
      const wanted = copies.freeSlots();
      a.state = "idle";
      return wanted;
    };
    assert.equal(await inAdvanceAfter(1, 100, 100), 0);
    assert.equal(await inAdvanceAfter(1, 1), 1); // three of five are short
    assert.equal(await inAdvanceAfter(...Array.from({ length: 21 }, () => 60)), 0); // the short ones are forgotten
    assert.equal(await inAdvanceAfter(...Array.from({ length: 11 }, () => 59)), 1);
  });

  it("begin their first jobs one after another, so far apart; a copy whose turn has not come wants nothing", async () => {
    const copies = made(3, 30);
    const [a, b] = copies.all as [Copy, Copy];
    assert.deepEqual([copies.freeSlots(), copies.next()], [1, a]);
    copies.begin(a);
    assert.deepEqual([copies.freeSlots(), copies.next()], [0, undefined]);
    await clock.pass(29);
    assert.equal(copies.next(), undefined);
    await clock.pass(1);
    assert.deepEqual([copies.freeSlots(), copies.next()], [1, b]);
    copies.begin(b);
    copies.end(a);
    a.state = "idle";
    assert.equal(copies.next(), a); // its stagger is over
  });
});
