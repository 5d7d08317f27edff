import { type ExperimentFacts, type MachineFacts } from "../../cli/experiment/facts";

export const NOW = "2026-03-01T12:00:00.000Z";
/** Minutes before `NOW`. */
export const ago = (minutes: number): string => new Date(Date.parse(NOW) - minutes * 60_000).toISOString();

export const machine = (changes: Partial<MachineFacts> = {}): MachineFacts => ({
  id: "i-1",
  type: "m5.xlarge",
  zone: "us-east-1a",
  market: "spot",
  state: "running",
  launchedAt: ago(20),
  isRegistered: true,
  agentConnected: true,
  ...changes,
});

/** Ten jobs that were sent 20 minutes ago; one machine is wanted, none is up. */
export const factsWith = (changes: Partial<ExperimentFacts> = {}): ExperimentFacts => ({
  now: NOW,
  waitingSince: ago(20),
  jobs: { waiting: 10, running: 0, dead: 0 },
  fleet: { id: "sfr-1", state: "active", target: 1 },
  validUntil: "2026-03-10T00:00:00Z",
  isSuspended: false,
  machines: [],
  service: { desired: 4, running: 0, pending: 0, events: [] },
  stoppedTasks: [],
  fleetEvents: [],
  ...changes,
});
