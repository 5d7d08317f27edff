import assert from "node:assert/strict";
import fc from "fast-check";
import { type CareSettings, type Facts, type Machine } from "../../../../components/fleet-controller/lambda/facts";
import { onDemandActions } from "../../../../components/fleet-controller/lambda/on-demand";
import { scaleIn } from "../../../../components/fleet-controller/lambda/scale-in";

const now = new Date("2026-03-01T12:00:00Z");
const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const settings: CareSettings = {
  experiment: "fiji-plates",
  idleMinutes: 15,
  idleActionArn: "",
  scaling: "queue",
  capacity: { machines: 10, tasksPerMachine: 1, copiesPerTask: 1, jobsPerCopy: 1 },
  emptyAlarm: "fiji-plates_empty",
  onDemandMachines: 3,
};
const machine = (id: string, more: Partial<Machine> = {}): Machine => ({
  id,
  state: "running",
  launchedAt: ago(60),
  tasks: 1,
  protectedTasks: 0,
  containerInstanceArn: `arn-${id}`,
  ...more,
});
const onDemand = (id: string): Machine => machine(id, { isOnDemand: true, launchedAt: ago(3) });
const waiting = [ago(1), now].map((at) => ({ at, visible: 5, inFlight: 1 }));
const facts = (more: Partial<Facts> = {}): Facts => ({
  machines: [machine("i-1")],
  fleet: { id: "sfr-1", target: 5 },
  looks: waiting,
  onDemand: { desired: 0, fleetErrors: [ago(16), ago(2)] },
  ...more,
});
const ask = (desired: number) => [{ kind: "set-on-demand", desired }];

describe("on-demand machines", () => {
  it("take over what is missing, at most so many, where spot machines have not come for 15 minutes", () => {
    assert.deepEqual(onDemandActions(facts(), settings, now), ask(3));
    assert.deepEqual(onDemandActions(facts({ fleet: { id: "sfr-1", target: 2 } }), settings, now), ask(1));
    assert.deepEqual(onDemandActions(facts({ machines: [] }), settings, now), ask(3));
  });
  const not: Record<string, Partial<Facts>> = {
    "the experiment has none": { onDemand: undefined },
    "the fleet has what it wants": { fleet: { id: "sfr-1", target: 1 } },
    "the fleet wants none": { fleet: { id: "sfr-1", target: 0 } },
    "no job waits": { looks: waiting.map((look) => ({ ...look, visible: 0 })) },
    "jobs waited at one look only": { looks: waiting.slice(1) },
    "errors began 14 minutes ago": { onDemand: { desired: 0, fleetErrors: [ago(14), ago(2)] } },
    "the errors are over": { onDemand: { desired: 0, fleetErrors: [ago(29), ago(16)] } },
    "the fleet had no error": { onDemand: { desired: 0, fleetErrors: [] } },
    "a spot machine came 14 minutes ago": { machines: [machine("i-1", { launchedAt: ago(14) })] },
  };
  for (const [title, more] of Object.entries(not)) {
    it(`are not asked for when ${title}`, () => assert.deepEqual(onDemandActions(facts(more), settings, now), []));
  }
  it("are asked for once: what is on its way is not asked for again", () => {
    const given = facts({ onDemand: { desired: 3, fleetErrors: [] } });
    assert.deepEqual(onDemandActions(given, settings, now), []);
  });
  it("are not replaced when they end: the number is taken back once they are there", () => {
    const machines = [machine("i-1"), onDemand("i-2"), onDemand("i-3"), onDemand("i-4")];
    const given = facts({ machines, onDemand: { desired: 3, fleetErrors: [ago(16), ago(2)] } });
    assert.deepEqual(onDemandActions(given, settings, now), ask(0));
  });
  it("are asked for no more once nothing waits, also where they have not come either", () => {
    const given = facts({
      looks: waiting.map((look) => ({ ...look, visible: 0 })),
      onDemand: { desired: 3, fleetErrors: [] },
    });
    assert.deepEqual(onDemandActions(given, settings, now), ask(0));
  });
  it("leave before spot machines do, which the fleet would buy back", () => {
    const machines = [machine("i-1"), machine("i-2"), onDemand("i-3"), machine("i-4", { protectedTasks: 1 })];
    const quiet = waiting.map((look) => ({ ...look, visible: 0 }));
    const of = (target: number) =>
      scaleIn(facts({ machines, looks: quiet, fleet: { id: "sfr-1", target }, onDemand: undefined }), settings).actions;
    assert.deepEqual(of(3), [{ kind: "drain", containerInstanceArns: ["arn-i-3"] }]);
    assert.deepEqual(of(1), [{ kind: "drain", containerInstanceArns: ["arn-i-3", "arn-i-1", "arn-i-2"] }]);
  });
  it("are never more than allowed, whatever the facts", () => {
    const someFacts = fc.record({
      machines: fc
        .array(fc.record({ spot: fc.boolean(), minutes: fc.nat(40) }), { maxLength: 8 })
        .map((list) =>
          list.map(({ spot, minutes }, index) =>
            machine(`i-${index}`, { isOnDemand: !spot, launchedAt: ago(minutes) }),
          ),
        ),
      fleet: fc.record({ id: fc.constant("sfr-1"), target: fc.nat(10) }),
      looks: fc.constantFrom(waiting, waiting.slice(1), []),
      onDemand: fc.record({ desired: fc.nat(4), fleetErrors: fc.array(fc.nat(30).map(ago), { maxLength: 4 }) }),
    });
    fc.assert(
      fc.property(someFacts, (given) => {
        const [action] = onDemandActions(given, settings, now);
        if (action?.kind !== "set-on-demand") return;
        assert.ok(action.desired <= settings.onDemandMachines && action.desired !== given.onDemand.desired);
        if (action.desired > 0) assert.ok(given.machines.length < given.fleet.target);
      }),
      { numRuns: 500 },
    );
  });
});
