import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type CareSettings,
  type Facts,
  type Look,
  type Machine,
} from "../../../../components/fleet-controller/lambda/facts";
import { machinesToKeep, scaleIn } from "../../../../components/fleet-controller/lambda/scale-in";
import { fleetSteps } from "../../../../components/scaling/scaling";
import { type CapacityFacts, machinesFor } from "../../../../policy/rules/capacity";
import { stepOf } from "../../../helpers/program-alarms";

const now = new Date("2026-03-01T12:00:00Z");
/** A minute apart, the last one now: jobs that wait, and that are in flight. */
const looks = (...counts: readonly (readonly [visible: number, inFlight: number])[]): Look[] =>
  counts.map(([visible, inFlight], index) => ({
    at: new Date(now.getTime() - (counts.length - 1 - index) * 60_000),
    visible,
    inFlight,
  }));
const settings: CareSettings = {
  experiment: "fiji-plates",
  idleMinutes: 15,
  idleActionArn: "",
  scaling: "queue",
  capacity: { machines: 10, tasksPerMachine: 2, copiesPerTask: 2, jobsPerCopy: 1 },
  emptyAlarm: "fiji-plates_empty",
  onDemandMachines: 3,
};
const machine = (id: string, more: Partial<Machine> = {}): Machine => ({
  id,
  state: "running",
  launchedAt: new Date("2026-03-01T10:00:00Z"),
  tasks: 2,
  protectedTasks: 0,
  isDraining: false,
  containerInstanceArn: `arn-${id}`,
  ...more,
});
const working = { protectedTasks: 1 };
const fleet = { id: "sfr-1", target: 1 };
const service = { desired: 20, events: [] };
const none = { machines: 0, tasks: 0 };
const facts = (more: Partial<Facts>): Facts => ({
  machines: [machine("i-1", working), machine("i-2"), machine("i-3")],
  fleet,
  service,
  minimum: none,
  looks: looks([0, 3], [0, 2]),
  ...more,
});
const drain = (...ids: readonly string[]) => ({
  kind: "drain" as const,
  containerInstanceArns: ids.map((id) => `arn-${id}`),
});
const nothing = { actions: [], unused: [] };

describe("machines that leave with the work", () => {
  it("are those without work once nothing waited at two looks a minute apart, down to what the steps set", () => {
    assert.deepEqual(scaleIn(facts({}), settings), { actions: [drain("i-2", "i-3")], unused: [] });
  });
  it("stay above the steps of the backlog, the fleet's own target and the minimum, whichever is highest", () => {
    for (const more of [
      { looks: looks([0, 5], [0, 5]) },
      { fleet: { ...fleet, target: 2 } },
      { fleet: { ...fleet, target: 1 }, minimum: { machines: 2, tasks: 20 }, looks: looks([0, 5], [0, 5]) },
    ]) {
      const { actions } = scaleIn(facts(more), settings);
      assert.deepEqual(actions, [drain("i-2")], JSON.stringify(more));
    }
  });
  const stays: Record<string, Partial<Facts>> = {
    "a job waits": { looks: looks([0, 3], [1, 3]) },
    "a job waited a minute ago": { looks: looks([1, 3], [0, 3]) },
    "there was one look only": { looks: looks([0, 3]) },
    "two looks were 49 s apart": {
      looks: [
        { at: new Date(now.getTime() - 49_000), visible: 0, inFlight: 3 },
        { at: now, visible: 0, inFlight: 3 },
      ],
    },
    "no earlier look": { looks: undefined },
    "all work": { machines: [machine("i-1", working), machine("i-2", working)] },
    "task protection was not looked at": {
      machines: [machine("i-1"), machine("i-2", { protectedTasks: undefined })].map((one) => ({
        ...one,
        protectedTasks: undefined,
      })),
    },
  };
  for (const [title, more] of Object.entries(stays)) {
    it(`is none when ${title}`, () => assert.deepEqual(scaleIn(facts(more), settings), nothing));
  }
  it("two looks of exactly 50 s are a minute apart", () => {
    const given = [
      { at: new Date(now.getTime() - 50_000), visible: 0, inFlight: 3 },
      { at: now, visible: 0, inFlight: 3 },
    ];
    assert.deepEqual(scaleIn(facts({ looks: given }), settings).actions, [drain("i-2", "i-3")]);
  });
  it("that boot go first, then the youngest, and one without tasks needs no draining", () => {
    const booting = machine("i-boots", { state: "pending", tasks: undefined, containerInstanceArn: undefined });
    const young = machine("i-young", { launchedAt: new Date("2026-03-01T11:59:00Z"), tasks: 0 });
    const machines = [machine("i-1", working), machine("i-old"), young, booting];
    const of = (target: number) => {
      const { actions, unused } = scaleIn(facts({ machines, fleet: { ...fleet, target } }), settings);
      return [actions, unused.map(({ id }) => id)];
    };
    assert.deepEqual(of(3), [[], ["i-boots"]]);
    assert.deepEqual(of(2), [[], ["i-boots", "i-young"]]);
    assert.deepEqual(of(1), [[drain("i-old")], ["i-boots", "i-young"]]);
  });
  it("are not counted twice: one that drains is no longer there, and ends when its last task has stopped", () => {
    const drained = machine("i-2", { isDraining: true, tasks: 0 });
    const draining = machine("i-3", { isDraining: true, tasks: 1 });
    const given = facts({ machines: [machine("i-1", working), drained, draining] });
    assert.deepEqual(scaleIn(given, settings), { actions: [], unused: [drained] });
    assert.deepEqual(scaleIn({ machines: given.machines }, settings), { actions: [], unused: [drained] });
  });
  it("come back when jobs waited at two looks and they still hold one", () => {
    const draining = machine("i-3", { isDraining: true, protectedTasks: 1 });
    const machines = [draining, machine("i-2", { isDraining: true, tasks: 0 })];
    assert.deepEqual(scaleIn(facts({ machines, looks: looks([2, 1], [1, 1]) }), settings), {
      actions: [{ kind: "activate", containerInstanceArns: ["arn-i-3"] }],
      unused: [machines[1]],
    });
  });

  describe("in the first 20 minutes after submit", () => {
    const minimum = { machines: 3, tasks: 20 };
    it("leave after the minimum was lowered to the steps, and the fleet's target with it", () => {
      const lower = { kind: "lower-minimum", fleetId: "sfr-1", machines: 1 };
      assert.deepEqual(scaleIn(facts({ minimum, fleet: { ...fleet, target: 3 } }), settings).actions, [lower]);
    });
    it("stay for `dfiji start`, which no job asked for", () => {
      const given = facts({ minimum, fleet: { ...fleet, target: 3 }, looks: looks([0, 0], [0, 0], [0, 0]) });
      assert.deepEqual(scaleIn(given, settings), nothing);
    });
    it("keep the minimum with `cheapest`, whose target nothing else lowers", () => {
      assert.deepEqual(scaleIn(facts({ minimum }), { ...settings, scaling: "cheapest" }), nothing);
    });
  });

  describe("after the last job", () => {
    const over = looks([0, 1], [0, 0], [0, 0]);
    const off = [
      { kind: "hold-at-zero", fleetId: "sfr-1", minutes: 3 },
      { kind: "set-off-empty-alarm", name: "fiji-plates_empty" },
    ];
    it("all leave by the alarm of the empty queue, before its five minutes; late metrics buy none back", () => {
      assert.deepEqual(scaleIn(facts({ looks: over, machines: [machine("i-1")] }), settings).actions, off);
    });
    it("leave after both minimums were lowered", () => {
      const given = facts({ looks: over, machines: [machine("i-1")], minimum: { machines: 0, tasks: 20 } });
      const lower = { kind: "lower-minimum", fleetId: "sfr-1", machines: 0 };
      assert.deepEqual(scaleIn(given, settings).actions, [lower, ...off]);
    });
    it("the last machine stays while one job is in flight", () => {
      assert.deepEqual(scaleIn(facts({ looks: looks([0, 1], [0, 1]), machines: [machine("i-1")] }), settings), nothing);
    });
    it("nothing is set off twice, nor before any job was seen", () => {
      const given = facts({
        looks: over,
        machines: [],
        fleet: { ...fleet, target: 0 },
        service: { ...service, desired: 0 },
      });
      assert.deepEqual(scaleIn(given, settings), nothing);
      assert.deepEqual(scaleIn(facts({ looks: looks([0, 0], [0, 0]), machines: [machine("i-1")] }), settings), nothing);
    });
  });

  it("with `fixed` are none while there is backlog", () => {
    assert.deepEqual(scaleIn(facts({}), { ...settings, scaling: "fixed" }), nothing);
  });
  it("with `cheapest` go down to the fleet's target, the last one not before the last job", () => {
    const cheapest = { ...settings, scaling: "cheapest" } as const;
    assert.deepEqual(scaleIn(facts({}), cheapest).actions, [drain("i-2", "i-3")]);
    const last = facts({ fleet: { ...fleet, target: 0 }, machines: [machine("i-1"), machine("i-2", working)] });
    assert.deepEqual(scaleIn(last, cheapest).actions, [drain("i-1")]);
    // its task is not protected yet, or no more: the job may have returned to the queue
    assert.deepEqual(scaleIn({ ...last, machines: [machine("i-1")] }, cheapest), nothing);
  });
});

describe("whatever the size", () => {
  const someCapacity: fc.Arbitrary<CapacityFacts> = fc.record({
    machines: fc.integer({ min: 1, max: 3000 }),
    tasksPerMachine: fc.integer({ min: 1, max: 16 }),
    copiesPerTask: fc.integer({ min: 1, max: 16 }),
    jobsPerCopy: fc.constantFrom(0.5, 1, 2, 30),
  });
  const someBacklog = fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 2_000_000 }));

  it("as many machines stay as the fleet's policy sets for the same backlog, never fewer than the jobs need", () => {
    fc.assert(
      fc.property(someCapacity, someBacklog, (capacity, backlog) => {
        const kept = machinesToKeep(
          { machines: [], looks: looks([0, backlog]), fleet: { ...fleet, target: 0 } },
          { ...settings, capacity },
        );
        assert.equal(kept, stepOf(fleetSteps("queue", capacity, 1), backlog - 1));
        assert.ok(kept >= machinesFor(backlog, capacity));
      }),
      { numRuns: 300 },
    );
  });

  const someMachine: fc.Arbitrary<Machine> = fc
    .record({
      id: fc.uuid(),
      state: fc.constantFrom("pending" as const, "running" as const, "terminated" as const),
      launchedAt: fc.nat(90).map((minutes) => new Date(now.getTime() - minutes * 60_000)),
      tasks: fc.option(fc.nat(3), { nil: undefined }),
      isDraining: fc.boolean(),
      working: fc.nat(3),
    })
    .map(({ working: busy, tasks, isDraining, ...rest }) =>
      tasks === undefined
        ? rest
        : { ...rest, tasks, isDraining, protectedTasks: Math.min(busy, tasks), containerInstanceArn: `arn-${rest.id}` },
    );
  const someFacts = fc.record({
    machines: fc.uniqueArray(someMachine, { selector: ({ id }) => id, maxLength: 40 }),
    fleet: fc.record({ id: fc.constant("sfr-1"), target: fc.nat(12) }),
    service: fc.constant(service),
    minimum: fc.record({ machines: fc.nat(12), tasks: fc.nat(24) }),
    looks: fc
      .array(fc.tuple(fc.oneof(fc.constant(0), fc.nat(3)), fc.nat(40)), { minLength: 1, maxLength: 5 })
      .map((counts) => looks(...counts)),
  });
  const leaving = (given: Facts) => {
    const { actions, unused } = scaleIn(given, settings);
    const drained = actions.flatMap((action) => (action.kind === "drain" ? action.containerInstanceArns : []));
    return given.machines.filter((one) => unused.includes(one) || drained.includes(one.containerInstanceArn ?? ""));
  };
  const isUp = ({ state }: Machine) => state !== "terminated";

  it("no machine with work leaves", () => {
    fc.assert(
      fc.property(someFacts, (given) => {
        for (const one of leaving(given)) assert.ok(isUp(one) && (one.protectedTasks ?? 0) === 0, JSON.stringify(one));
      }),
      { numRuns: 500 },
    );
  });
  it("while a job waits only machines leave that can't take it", () => {
    fc.assert(
      fc.property(someFacts, (given) => {
        if ((given.looks.at(-1)?.visible ?? 0) === 0) return;
        for (const one of leaving(given)) assert.ok(one.isDraining === true && one.tasks === 0);
      }),
      { numRuns: 500 },
    );
  });
  it("no fewer stay than the fleet would buy back, and no more than that but those with work", () => {
    fc.assert(
      fc.property(someFacts, (given) => {
        const active = given.machines.filter((one) => isUp(one) && one.isDraining !== true);
        const gone = leaving(given).filter((one) => one.isDraining !== true);
        const keep = machinesToKeep(given, settings);
        if (gone.length > 0) assert.ok(active.length - gone.length >= keep);
        const [before, last] = given.looks.slice(-2);
        if (before?.visible !== 0 || last?.visible !== 0) return;
        const idle = active.filter((one) => !gone.includes(one) && (one.protectedTasks ?? 0) === 0);
        assert.ok(idle.length === 0 || active.length - gone.length <= keep);
      }),
      { numRuns: 500 },
    );
  });
});
