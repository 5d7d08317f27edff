import assert from "node:assert/strict";
import { Turns, watchEventLoop } from "../../../worker/host/event-loop";

describe("the event loop", () => {
  const block = (milliseconds: number): void => {
    for (const endMs = performance.now() + milliseconds; performance.now() < endMs;);
  };

  it("is watched: a delay above the limit is reported with its seconds", async () => {
    const seconds = await new Promise<number>((resolve) => {
      const end = watchEventLoop(
        (delay) => {
          end();
          resolve(delay);
        },
        { aboveMs: 300, everyMs: 20 },
      );
      setImmediate(() => block(400));
    });
    assert.ok(seconds > 0.3, String(seconds));
  });

  it("is not reported for work with pauses, nor after the end of the watch", async () => {
    const delays: number[] = [];
    const end = watchEventLoop((delay) => delays.push(delay), { aboveMs: 60_000, everyMs: 10 });
    for (let step = 0; step < 10; step++) await new Promise((resolve) => setTimeout(resolve, 5));
    end();
    assert.deepEqual(delays, []);
  });

  it("gets a turn for each thousand things", async () => {
    const turns = new Turns();
    let immediates = 0;
    const count = (): void => {
      immediates++;
      handle = setImmediate(count);
    };
    let handle = setImmediate(count);
    for (let thing = 0; thing < 10_000; thing++) await turns.next();
    clearImmediate(handle);
    assert.ok(immediates >= 9, String(immediates));
  });
});
