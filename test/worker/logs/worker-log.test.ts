import assert from "node:assert/strict";
import { EVENTS } from "../../../worker/contract/events";
import { type RunEvent } from "../../../worker/contract/local-protocol";
import { makeLog } from "../../../worker/logs/worker-log";

describe("the worker's log", () => {
  let lines: string[];
  let events: RunEvent[];
  const log = () =>
    makeLog({
      experiment: "e",
      worker: "w",
      redact: (text) => text.replaceAll("open sesame", "…"),
      destination: { write: (line) => lines.push(line) },
      onRunEvent: (event) => events.push(event),
    });
  beforeEach(() => {
    lines = [];
    events = [];
  });

  it("gives a run what it reads of an event, and the line everything", () => {
    log().warn(EVENTS.jobFailed, {
      jobId: "A1-00000000",
      name: "A1",
      class: "script-error",
      counted: true,
      reason: 'undefined variable "x"\nin line 3',
      line: 3,
      final: false,
    });
    assert.deepEqual(events, [
      {
        event: "job failed",
        jobId: "A1-00000000",
        class: "script-error",
        reason: 'undefined variable "x"\nin line 3',
        line: 3,
        final: false,
      },
    ]);
    const { msg, name, counted } = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    assert.deepEqual([lines.length, msg, name, counted], [1, "job failed", "A1", true]);
  });

  it("keeps events to itself that no run reads", () => {
    log().info(EVENTS.workerStarted, { copies: 2 });
    log().warn(EVENTS.queueUnreachable, { reason: "timeout" });
    assert.deepEqual([lines.length, events], [2, []]);
  });

  it("takes credentials out of both", () => {
    log().warn(EVENTS.badMessage, { messageId: "m", problems: ['name is "open sesame"'] });
    assert.deepEqual(events, [{ event: "bad message", problems: ['name is "…"'] }]);
    assert.match(lines[0] ?? "", /name is \\"…\\"/);
  });
});
