import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { pause, realClock } from "../../../worker/host/clock";

describe("a pause", () => {
  const listeners = ({ signal }: AbortController): number => getEventListeners(signal, "abort").length;

  it("leaves no listener on a signal that outlives it, whether its time passed or the signal fired", async () => {
    const ending = new AbortController();
    for (let round = 0; round < 3; round++) await pause(realClock, 1, ending.signal);
    assert.equal(listeners(ending), 0);
    const paused = pause(realClock, 3_600_000, ending.signal);
    assert.equal(listeners(ending), 1);
    ending.abort();
    await paused;
    assert.equal(listeners(ending), 0);
    await pause(realClock, 3_600_000, ending.signal); // it has fired already
  });
});
