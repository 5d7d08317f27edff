import assert from "node:assert/strict";
import { once } from "node:events";
import { listenForInterrupt, stoppedBy } from "../../../cli/shared/interrupt";

describe("what stopped a run", () => {
  const SIGNALS: readonly [signal: "SIGINT" | "SIGTERM" | "SIGHUP", text: string][] = [
    ["SIGINT", "stopped by Ctrl-C"],
    ["SIGTERM", "stopped by SIGTERM"],
    ["SIGHUP", "stopped since its terminal was closed (SIGHUP)"],
  ];
  for (const [signal, text] of SIGNALS) {
    it(`is called "${text}" for ${signal}, also after a second signal`, async () => {
      const interrupt = listenForInterrupt();
      try {
        const stopped = once(interrupt.gentle, "abort");
        process.kill(process.pid, signal);
        await stopped;
        const again = once(interrupt.now, "abort");
        process.kill(process.pid, "SIGTERM");
        await again;
        assert.equal(stoppedBy(interrupt.gentle), text);
      } finally {
        interrupt.dispose();
      }
    });
  }

  it("is Ctrl-C where nothing says more", () => {
    assert.equal(stoppedBy(AbortSignal.abort()), "stopped by Ctrl-C");
  });
});
