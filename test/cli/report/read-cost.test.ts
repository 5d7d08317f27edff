import assert from "node:assert/strict";
import { seldom } from "../../../cli/report/read-cost";

describe("the cost on a live page", () => {
  const since = new Date("2026-03-01T11:00:00Z");
  const at = (minutes: number): Date => new Date(since.getTime() + minutes * 60_000);

  it("is asked for every 5 minutes, and again after another submission", async () => {
    const asked: Date[] = [];
    const cost = seldom(async (from, now) => {
      asked.push(now);
      return { usd: asked.length, usdPerHour: 1, isComplete: true, since: from.toISOString() };
    });
    const usd = async (from: Date, now: Date) => (await cost(from, now))?.usd;
    assert.deepEqual([await usd(since, at(0)), await usd(since, at(4)), await usd(since, at(5))], [1, 1, 2]);
    assert.equal(await usd(at(3), at(6)), 3);
    assert.deepEqual(asked, [at(0), at(5), at(6)]);
  });

  it("that AWS refuses is not asked for on each turn either", async () => {
    let asked = 0;
    const cost = seldom(() => {
      asked++;
      return Promise.reject(new Error("not authorized"));
    });
    await assert.rejects(cost(since, at(0)), /not authorized/);
    await assert.rejects(cost(since, at(1)), /not authorized/);
    assert.equal(asked, 1);
  });
});
