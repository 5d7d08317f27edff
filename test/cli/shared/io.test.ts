import assert from "node:assert/strict";
import { processIo } from "../../../cli/shared/io";

describe("a reader that is slower than the answer", () => {
  for (const lines of [1, 11, 50, 200, 5000]) {
    it(`is waited for by one listener, whether ${lines} lines wait or one`, async () => {
      const { write } = process.stdout;
      const before = process.stdout.listeners("error");
      process.stdout.write = () => false; // its buffer is full
      let waiting: Promise<void>[];
      let listeners: number;
      try {
        const io = processIo();
        waiting = Array.from({ length: lines }, async (_, line) => io.stdout(String(line)));
        listeners = process.stdout.listenerCount("drain");
        process.stdout.emit("drain");
        await Promise.all(waiting);
      } finally {
        process.stdout.write = write;
        for (const listener of process.stdout.listeners("error")) {
          if (!before.includes(listener)) process.stdout.off("error", listener as () => void);
        }
      }
      assert.deepEqual([listeners, waiting.length], [1, lines]);
    });
  }
});
