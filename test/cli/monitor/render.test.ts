import assert from "node:assert/strict";
import { monitorLines } from "../../../cli/monitor/render";
import { type Snapshot } from "../../../cli/monitor/snapshot";
import { textOf, widthOf } from "../../../cli/shared/styled";

const POOLS = ["1a", "1b", "1c"].flatMap((zone) =>
  ["m5.xlarge", "m5a.xlarge", "m6i.xlarge", "m6a.xlarge"].map((type) => ({
    type,
    zone: `us-east-${zone}`,
    market: "spot" as const,
    count: 2,
  })),
);
const SNAPSHOT: Snapshot = {
  at: "2026-03-01T12:00:00.000Z",
  experiment: "fiji-dev",
  ...{ done: 61234, failed: 2, running: 96, waiting: 23000, jobsPerMinute: 512.3, secondsLeft: 2710 },
  copies: { working: 96, ready: 96 },
  machines: { wanted: 24, running: 24, pools: POOLS, interrupted: 3 },
  cost: { usd: 12.34, usdPerHour: 4.56, usdAtTheEnd: 15.67, usdPerJob: 0.0002, isComplete: false },
  verdict: {
    cause: "price",
    text: "the spot price is above maxSpotPrice (0.0600 USD) for all types of the fleet in all of its zones since 12 min 0 s",
    command: "pulumi config set distributed-fiji:maxSpotPrice 0.1234 --stack dev && pulumi up --stack dev",
    mayPass: true,
  },
};
const TEXT = { source: 'stack "dev"', place: "--stack dev" };

describe("the block of dfiji monitor", () => {
  it("has every word of why nothing moves, and the command in one piece, also on 80 x 24", () => {
    const lines = monitorLines(SNAPSHOT, { ...TEXT, columns: 80, rows: 24 }).map(textOf);
    const at = lines.findIndex((line) => line.startsWith("nothing moves"));
    assert.equal(lines.slice(at, -1).join(" "), `nothing moves: ${SNAPSHOT.verdict?.text}`);
    assert.equal(lines.at(-1), `  $ ${SNAPSHOT.verdict?.command}`);
    for (const line of lines.slice(0, -1)) assert.ok(widthOf(line) < 80, line);
  });

  it("shows the whole cost, and as many pools as there is room for", () => {
    const lines = monitorLines(SNAPSHOT, { ...TEXT, columns: 80, rows: 24 }).map(textOf);
    assert.deepEqual(
      lines.filter((line) => /^(?:rate|cost| {10})/.test(line)),
      [
        "rate      512.3 jobs/min, about 45 min left",
        "cost      at least 12.34 USD since the newest submission, 4.56 USD an hour,",
        "          about 15.67 USD at the end, 0.0002 USD a finished job",
      ],
    );
    const pools = lines.filter((line) => line.includes(" in us-east-")).length;
    assert.equal(lines[6 + pools], `  ${24 - 2 * pools} more in ${12 - pools} other pools`);
    assert.equal(lines.length + 1, 23, "a command of two rows, and the cursor's");
    const tall = monitorLines(SNAPSHOT, { ...TEXT, columns: 160, rows: 50 }).map(textOf);
    assert.equal(tall.filter((line) => line.includes(" in us-east-")).length, 12);
  });
});
