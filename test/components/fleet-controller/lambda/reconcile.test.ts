import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Action,
  type CareSettings,
  type Facts,
  type Look,
  type Machine,
  type MachineAlarm,
  type Queue,
} from "../../../../components/fleet-controller/lambda/facts";
import {
  alarmName,
  alarmOf,
  teardown,
  machineAlarmPrefix,
  reconcile,
} from "../../../../components/fleet-controller/lambda/reconcile";

const now = new Date("2026-03-01T12:00:00Z");
const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
const settings: CareSettings = {
  experiment: "fiji-plates",
  idleMinutes: 15,
  idleActionArn: "arn:aws:automate:eu-west-1:ec2:terminate",
  scaling: "queue",
  capacity: { machines: 10, tasksPerMachine: 16, copiesPerTask: 4, jobsPerCopy: 1 },
  emptyAlarm: "fiji-plates_empty",
  onDemandMachines: 3,
};
const machine = (id: string, more: Partial<Machine> = {}): Machine => ({
  id,
  state: "running",
  vcpus: 64,
  launchedAt: minutesAgo(60),
  tasks: 16,
  ...more,
});
const many = (count: number, value: number): number[] => Array.from({ length: count }, () => value);
const kinds = (actions: readonly Action[]) => actions.map((action) => action.kind);

describe("the alarm of a machine", () => {
  it("is made once the machine runs: a quarter of one core for the idle time", () => {
    assert.deepEqual(reconcile({ machines: [machine("i-1")], alarms: [] }, settings, now), [
      {
        kind: "put-alarm",
        alarm: {
          name: "fiji-plates_i-1",
          machineId: "i-1",
          thresholdPercent: 0.390625,
          minutes: 15,
          actions: ["arn:aws:automate:eu-west-1:ec2:terminate"],
        },
      },
    ]);
  });
  for (const [vcpus, percent] of [
    [1, 25],
    [2, 12.5],
    [4, 6.25],
    [96, 25 / 96],
  ] as const) {
    it(`is at ${percent.toFixed(3)} % for ${vcpus} vCPUs`, () => {
      assert.equal(alarmOf(machine("i-1", { vcpus }), settings).thresholdPercent, percent);
    });
  }
  it("never reaches a machine with one busy core when its size is unknown", () => {
    assert.ok(alarmOf(machine("i-1", { vcpus: undefined }), settings).thresholdPercent < 100 / 448);
  });
  it("stays as it is when it is right, and is put again when a setting changed", () => {
    const facts: Facts = { machines: [machine("i-1")], alarms: [alarmOf(machine("i-1"), settings)] };
    assert.deepEqual(reconcile(facts, settings, now), []);
    assert.deepEqual(kinds(reconcile(facts, { ...settings, idleMinutes: 30 }, now)), ["put-alarm"]);
    assert.deepEqual(kinds(reconcile(facts, { ...settings, idleActionArn: "arn:…:reboot" }, now)), ["put-alarm"]);
  });
  it("goes with its machine", () => {
    const gone = (["shutting-down", "terminated", "stopping", "stopped"] as const).map((state) =>
      machine(`i-${state}`, { state }),
    );
    const alarms = [...gone, machine("i-forgotten")].map((one) => alarmOf(one, settings));
    assert.deepEqual(reconcile({ machines: gone, alarms }, settings, now), [
      { kind: "delete-alarms", names: alarms.map((alarm) => alarm.name) },
    ]);
  });
  it("is neither made nor removed while the machine starts", () => {
    const starting = machine("i-1", { state: "pending" });
    assert.deepEqual(reconcile({ machines: [starting], alarms: [] }, settings, now), []);
    assert.deepEqual(reconcile({ machines: [starting], alarms: [alarmOf(starting, settings)] }, settings, now), []);
  });
  it("is left alone when alarms were not looked at", () => {
    assert.deepEqual(reconcile({ machines: [machine("i-1")] }, settings, now), []);
  });
  it("is distinguished from the experiment's own alarms by its name", () => {
    assert.ok(alarmName("fiji-plates", "i-0a1").startsWith(machineAlarmPrefix("fiji-plates")));
    assert.ok(!"fiji-plates_backlog".startsWith(machineAlarmPrefix("fiji-plates")));
    assert.ok(!alarmName("fiji-plates-2", "i-0a1").startsWith(machineAlarmPrefix("fiji-plates")));
  });
});

describe("machines without tasks", () => {
  const idle = machine("i-idle", { tasks: 0 });
  const unregistered = machine("i-booting", { state: "pending", tasks: undefined });
  const busy = machine("i-busy", { tasks: 1 });
  const machines = [idle, unregistered, busy, machine("i-gone", { state: "terminated", tasks: 0 })];
  const fleet = { id: "sfr-1", target: 0 };
  const service = { desired: 0, events: [] };

  it("end when nothing is wanted any more; one whose task still works does not", () => {
    assert.deepEqual(reconcile({ machines, service, fleet }, settings, now), [
      { kind: "terminate", machineIds: ["i-idle", "i-booting"] },
    ]);
  });
  it("stay while tasks are wanted", () => {
    assert.deepEqual(reconcile({ machines, fleet, service: { desired: 48, events: [] } }, settings, now), []);
  });
  it("stay while the fleet wants machines, since it would buy others", () => {
    assert.deepEqual(reconcile({ machines, service, fleet: { ...fleet, target: 1 } }, settings, now), []);
  });
  it("stay when the service was not read", () => {
    assert.deepEqual(reconcile({ machines, fleet }, settings, now), []);
  });
  it("end also when the fleet itself is gone", () => {
    assert.deepEqual(kinds(reconcile({ machines, service }, settings, now)), ["terminate"]);
  });
});

describe("a stalled run", () => {
  const stuck: Queue = {
    visible: 12,
    inFlight: 0,
    lastHalfHour: { visible: many(30, 12), inFlight: [], deleted: [] },
  };
  const service = { desired: 16, events: ["no container instance met all of its requirements", "older"] };
  const facts: Facts = {
    machines: [machine("i-1", { tasks: 0 })],
    service,
    fleet: { id: "sfr-1", target: 1 },
    queue: stuck,
  };

  it("is stopped, reported with the service's last events, and its machines without tasks end", () => {
    const actions = reconcile(facts, settings, now);
    assert.deepEqual(kinds(actions), ["stop", "notify", "terminate"]);
    assert.deepEqual(actions[0], { kind: "stop", fleetId: "sfr-1" });
    const notice = actions[1];
    assert.ok(notice?.kind === "notify");
    assert.match(notice.subject, /^fiji-plates: stalled/);
    assert.match(notice.text, /12 jobs wait[^]*met all of its requirements[^]*resume: `dfiji start`/);
  });
  it("counts machines that the fleet replaced over and over", () => {
    const replaced = [
      machine("i-1", { state: "terminated", launchedAt: minutesAgo(40), endedAt: minutesAgo(24) }),
      machine("i-2", { state: "terminated", launchedAt: minutesAgo(22), endedAt: minutesAgo(6) }),
      machine("i-3", { launchedAt: minutesAgo(3) }),
    ];
    assert.equal(kinds(reconcile({ ...facts, machines: replaced }, settings, now))[0], "stop");
  });
  it("is one after exactly 30 minutes, and after replacements of exactly 10", () => {
    const young = [machine("i-1", { tasks: 0, launchedAt: minutesAgo(30) })];
    assert.equal(kinds(reconcile({ ...facts, machines: young }, settings, now))[0], "stop");
    const replaced = [
      machine("i-1", { state: "terminated", launchedAt: minutesAgo(30), endedAt: minutesAgo(15) }),
      machine("i-2", { launchedAt: minutesAgo(5) }),
    ];
    assert.equal(kinds(reconcile({ ...facts, machines: replaced }, settings, now))[0], "stop");
  });

  const queue = (changes: Partial<Queue["lastHalfHour"]>, more: Partial<Queue> = {}): Queue => ({
    ...stuck,
    ...more,
    lastHalfHour: { ...stuck.lastHalfHour, ...changes },
  });
  const not: Record<string, Partial<Facts>> = {
    "a job is in flight now": { queue: queue({}, { inFlight: 1 }) },
    "no job waits now": { queue: queue({}, { visible: 0 }) },
    "a job was in flight within the time": { queue: queue({ inFlight: [...many(29, 0), 3] }) },
    "a job was finished within the time": { queue: queue({ deleted: [...many(29, 0), 1] }) },
    "no job waited at its beginning": { queue: queue({ visible: [0, ...many(29, 12)] }) },
    "metrics came for less than 20 minutes": { queue: queue({ visible: many(19, 12) }) },
    "the queue was not read": { queue: undefined },
    "the service was not read": { service: undefined },
    "it was stopped already": { service: { ...service, desired: 0 } },
    "no machine is up": { machines: [machine("i-1", { state: "terminated", endedAt: minutesAgo(1) })] },
    "the machines are still young": { machines: [machine("i-1", { launchedAt: minutesAgo(29) })] },
    "a long time passes between an old machine and a young one": {
      machines: [
        machine("i-1", { state: "terminated", launchedAt: minutesAgo(59), endedAt: minutesAgo(25) }),
        machine("i-2", { launchedAt: minutesAgo(5) }),
      ],
    },
    "the end of the old machine is unknown": {
      machines: [
        machine("i-1", { state: "terminated", launchedAt: minutesAgo(59) }),
        machine("i-2", { launchedAt: minutesAgo(5) }),
      ],
    },
  };
  for (const [title, changes] of Object.entries(not)) {
    it(`it is not, when ${title}`, () => {
      const given = kinds(reconcile({ ...facts, fleet: { id: "sfr-1", target: 1 }, ...changes }, settings, now));
      assert.ok(!given.includes("stop") && !given.includes("notify"), given.join());
    });
  }
});

describe("at destroy", () => {
  it("every machine that is up ends, busy or not, and every alarm goes", () => {
    const machines = [machine("i-1"), machine("i-2", { state: "pending" }), machine("i-3", { state: "terminated" })];
    const alarms = ["i-1", "i-3", "i-9"].map((id) => alarmOf(machine(id), settings));
    assert.deepEqual(teardown({ machines, alarms }), [
      { kind: "terminate", machineIds: ["i-1", "i-2"] },
      { kind: "delete-alarms", names: ["fiji-plates_i-1", "fiji-plates_i-3", "fiji-plates_i-9"] },
    ]);
  });
  it("nothing is asked for where nothing is left", () => {
    assert.deepEqual(teardown({ machines: [machine("i-1", { state: "terminated" })], alarms: [] }), []);
  });
});

describe("whatever the facts are", () => {
  const id = fc.integer({ min: 1, max: 12 }).map((number) => `i-${number}`);
  const someMachine: fc.Arbitrary<Machine> = fc.record({
    id,
    state: fc.constantFrom("pending", "running", "shutting-down", "terminated", "stopping", "stopped"),
    vcpus: fc.option(fc.constantFrom(1, 2, 64), { nil: undefined }),
    launchedAt: fc.nat(90).map(minutesAgo),
    endedAt: fc.option(fc.nat(60).map(minutesAgo), { nil: undefined }),
    tasks: fc.option(fc.nat(3), { nil: undefined }),
    protectedTasks: fc.option(fc.nat(1), { nil: undefined }),
    isDraining: fc.boolean(),
    containerInstanceArn: fc.uuid(),
  });
  const someLooks: fc.Arbitrary<Look[]> = fc
    .array(fc.record({ visible: fc.nat(1), inFlight: fc.nat(2) }), { maxLength: 4 })
    .map((counts) => counts.map((count, index) => ({ ...count, at: minutesAgo(counts.length - 1 - index) })));
  const someFacts: fc.Arbitrary<Facts & { alarms: MachineAlarm[] }> = fc.record({
    machines: fc.uniqueArray(someMachine, { selector: (one) => one.id, maxLength: 10 }),
    alarms: fc
      .uniqueArray(id, { maxLength: 10 })
      .map((ids) => ids.map((one) => alarmOf(machine(one, { vcpus: 2 }), settings))),
    service: fc.option(fc.record({ desired: fc.constantFrom(0, 16), events: fc.constant([]) }), { nil: undefined }),
    fleet: fc.option(fc.record({ id: fc.constant("sfr-1"), target: fc.constantFrom(0, 2) }), { nil: undefined }),
    queue: fc.option(
      fc.record({
        visible: fc.nat(2),
        inFlight: fc.nat(1),
        lastHalfHour: fc.record({
          visible: fc.constantFrom(many(30, 1), many(5, 1), []),
          inFlight: fc.constantFrom([], [0], [1]),
          deleted: fc.constantFrom([], [0], [1]),
        }),
      }),
      { nil: undefined },
    ),
    minimum: fc.option(fc.record({ machines: fc.nat(3), tasks: fc.nat(3) }), { nil: undefined }),
    looks: fc.option(someLooks, { nil: undefined }),
  });
  const named = (facts: Facts, of: (one: Machine) => boolean) =>
    facts.machines.filter(of).map((one) => alarmName(settings.experiment, one.id));

  /** What AWS shows after the actions. */
  const after = (facts: Facts & { alarms: MachineAlarm[] }, actions: readonly Action[]) => {
    const put = actions.flatMap((action) => (action.kind === "put-alarm" ? [action.alarm] : []));
    const deleted = actions.flatMap((action) => (action.kind === "delete-alarms" ? action.names : []));
    const ended = actions.flatMap((action) => (action.kind === "terminate" ? action.machineIds : []));
    const stopped = actions.some((action) => action.kind === "stop");
    const isNone = stopped || actions.some((action) => action.kind === "set-off-empty-alarm");
    const [minimum] = actions.flatMap((action) => (action.kind === "lower-minimum" ? [action.machines] : []));
    const of = (kind: "drain" | "activate", { containerInstanceArn = "" }: Machine): boolean =>
      actions.some((action) => action.kind === kind && action.containerInstanceArns.includes(containerInstanceArn));
    const kept = facts.alarms.filter(({ name }) => !deleted.includes(name) && !put.some((one) => one.name === name));
    return {
      ...facts,
      alarms: [...kept, ...put],
      machines: facts.machines.map((one) =>
        ended.includes(one.id)
          ? { ...one, state: "terminated" as const, endedAt: now }
          : { ...one, isDraining: (one.isDraining === true || of("drain", one)) && !of("activate", one) },
      ),
      ...(isNone && facts.service && { service: { ...facts.service, desired: 0 } }),
      ...(isNone && facts.fleet && { fleet: { ...facts.fleet, target: 0 } }),
      ...(minimum !== undefined && { minimum: { machines: minimum, tasks: 0 } }),
    };
  };

  it("a stopped run drains nothing more than it ends", () => {
    const queue: Queue = { visible: 0, inFlight: 0, lastHalfHour: { visible: [], inFlight: [], deleted: [] } };
    const idle = machine("i-1", { tasks: 0 });
    const facts: Facts = {
      machines: [idle],
      service: { desired: 0, events: [] },
      fleet: { id: "sfr-1", target: 0 },
      queue,
    };
    assert.deepEqual(reconcile(facts, settings, now), [{ kind: "terminate", machineIds: ["i-1"] }]);
  });
  it("no machine with a task is ended", () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        for (const action of reconcile(facts, settings, now)) {
          if (action.kind !== "terminate") continue;
          for (const one of action.machineIds) {
            assert.equal(facts.machines.find((candidate) => candidate.id === one)?.tasks ?? 0, 0);
          }
        }
      }),
    );
  });
  it("afterwards each running machine has its alarm, right, and none is left of one that is gone", () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        const { alarms } = after(facts, reconcile(facts, settings, now));
        const names = new Set(alarms.map((alarm) => alarm.name));
        for (const name of named(facts, (one) => one.state === "running")) assert.ok(names.has(name));
        const up = named(facts, (one) => one.state === "running" || one.state === "pending");
        for (const name of names) assert.ok(up.includes(name));
      }),
    );
  });
  it("after three looks at the same facts the next one asks for nothing", () => {
    fc.assert(
      fc.property(someFacts, (facts) => {
        let seen = facts;
        for (let look = 0; look < 3; look++) seen = after(seen, reconcile(seen, settings, now));
        assert.deepEqual(reconcile(seen, settings, now), []);
      }),
      { numRuns: 500 },
    );
  });
});
