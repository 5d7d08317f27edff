import { readdir } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { suspendScaling } from "../../cli/experiment/apply-capacity";
import { type Deployment } from "../../worker/contract/deployment";
import { type Attempt } from "../../worker/contract/attempt";
import { type Job } from "../../worker/contract/job";
import { doneFolder } from "../../worker/contract/keys";
import { capacityPlan } from "../../worker/contract/capacity";
import { sendAll } from "../../worker/queue/sender";
import { S3Store } from "../../worker/storage/s3-store";
import { type Capacity } from "./autoscaling";
import { countedFailures, processesThatKnow } from "./leftovers";
import { type Machine } from "./machine";
import { machineAlarmIsOn } from "./machine-alarm";
import { makeParts, type Parts } from "./parts";
import { type QueueCounts } from "./queue-metrics";
import { type Image } from "./task";
import { jobOf, type Work } from "./work";

export interface WorldOptions {
  readonly config: Readonly<Record<string, string>>;
  readonly image: Image;
  readonly work: Work;
  /** Where jobs see what minute it is, if not in the folder itself. */
  readonly stage: string | undefined;
  /** The queue has not been used for hours: minutes until SQS reports it. */
  readonly lagMinutes: number;
  /** Minutes that each job takes. */
  readonly jobMinutes: (index: number) => number;
}

/** Real seconds after which a minute that does not end is an error: a busy computer starts JVMs slowly. */
const LONGEST_MINUTE_SECONDS = 400;

/**
 * An experiment and what AWS does with it by the minute. Processes are real: a minute ends when they have done what they
 * can do in it, however long that takes here. So how fast this computer is decides nothing.
 */
export class World {
  private constructor(
    private readonly parts: Parts,
    private readonly options: WorldOptions,
  ) {}

  static async make(options: WorldOptions): Promise<World> {
    return new World(await makeParts(options.config, options.image), options);
  }

  /** As `dfiji submit`: the inputs are there, the jobs are sent. */
  async submit(count: number): Promise<readonly Job[]> {
    const { queueUrl, clients, metrics, timeline } = this.parts;
    const { bucket, inputPrefix } = this.deployment;
    const inputs = new S3Store({ client: clients.s3, bucket, prefix: inputPrefix });
    const { work, jobMinutes } = this.options;
    const stage = this.options.stage ?? this.parts.stage.folder;
    const jobs = Array.from({ length: count }, (_, index) => jobOf(work, index, stage, jobMinutes(index)));
    for (const [index, { input }] of jobs.entries()) await inputs.putText(input[0] ?? "", work.input(index).text);
    await work.prepare(this.results);
    const bodies = jobs.map((job) => ({ id: job.jobId, body: JSON.stringify(job) }));
    await sendAll({ client: clients.sqs, queueUrl }, bodies);
    metrics.used(count, this.options.lagMinutes);
    timeline.say(`${count} jobs submitted`);
    return jobs;
  }

  /** As `dfiji submit --no-start`, before it sends. */
  async keepDown(): Promise<void> {
    const { program, fleet, clients } = this.parts;
    await suspendScaling({ ...program.deployment, fleetId: fleet.id }, clients.autoScaling);
  }

  /** What `submit` and `start` ask of AWS for what waits. */
  async askForCapacity(): Promise<void> {
    const { visible, inFlight } = await this.counts();
    const { program, fleet, autoscaling, clock } = this.parts;
    const deployment = { ...program.deployment, fleetId: fleet.id };
    await autoscaling.ask(capacityPlan(deployment, { backlog: visible + inFlight }, clock.now));
  }

  /** One minute of everything. */
  async minute(): Promise<void> {
    const { cloud, clock, stage, metrics, autoscaling, fleet, service, care, timeline } = this.parts;
    clock.pass();
    await cloud.moto.setClock(clock.now);
    await stage.show(clock.minute);
    await metrics.report();
    const before = await this.capacity();
    await autoscaling.minute(metrics.series);
    const capacity = await this.capacity();
    if (capacity.machines !== before.machines) timeline.say(`target ${before.machines} → ${capacity.machines}`);
    await fleet.minute(capacity.machines);
    await service.minute(capacity.tasks);
    await fleet.look();
    await this.#untilNothingMoreCanHappen();
    const counts = await metrics.take();
    await this.#machineAlarms();
    await care.minute();
    if (await autoscaling.setOff()) await service.minute((await this.capacity()).tasks);
    await service.drainIdle();
    await fleet.look();
    timeline.minute({
      target: (await this.capacity()).machines,
      machines: fleet.up.length,
      tasks: fleet.up.reduce((sum, { tasks }) => sum + tasks.size, 0),
      waiting: counts.visible,
      inHand: counts.inFlight,
      done: await this.done(),
    });
  }

  /** Nothing waits and no machine is up: by AWS only the clock, scheduled actions and the function's schedule go on. */
  async idle(minutes: number): Promise<void> {
    const { cloud, clock, metrics, autoscaling, care } = this.parts;
    for (let left = minutes; left > 0; left--) {
      clock.pass();
      if (clock.minute % 5 !== 0) continue;
      await cloud.moto.setClock(clock.now);
      await autoscaling.minute(metrics.series);
      await care.minute();
    }
  }

  /** Whether the function that looks after machines would be called on its schedule. */
  isWatched(): Promise<boolean> {
    return this.parts.care.isOn(this.parts.care.schedule);
  }

  /** No spot machine comes any more, whatever the fleet asks for: from now on it has only errors. */
  async dryUp(): Promise<void> {
    const { cloud, timeline } = this.parts;
    cloud.drought.isOn = true;
    await cloud.moto.fillGroups();
    timeline.say("no spot machines");
  }

  /** From now on the function does nothing, until it is mended. */
  breakCare(isBroken: boolean): void {
    this.parts.timeline.say(isBroken ? "the function fails" : "the function works again");
    this.parts.care.isBroken = isBroken;
  }

  /** @throws {Error} with the timeline when it does not come true within so many minutes */
  async until(what: string, isTrue: () => boolean | Promise<boolean>, mostMinutes: number): Promise<void> {
    const last = this.minutes + mostMinutes;
    while (!(await isTrue())) {
      if (this.minutes >= last) throw new Error(`not within ${mostMinutes} minutes: ${what}\n${this.timeline}`);
      await this.minute();
    }
  }

  /** AWS takes a machine back: two minutes' notice, of which only the machine's unit tells its busy workers. */
  async reclaim(machine: Machine): Promise<void> {
    const { timeline, fleet, service } = this.parts;
    timeline.say(`machine ${fleet.numberOf(machine)} is taken back, with notice`);
    machine.isDraining = true;
    await machine.noticed();
    await service.drainProtected(machine);
    await fleet.terminate(machine, "AWS");
  }

  /** It is gone, with all that ran on it. */
  async lose(machine: Machine): Promise<void> {
    const { timeline, fleet } = this.parts;
    timeline.say(`machine ${fleet.numberOf(machine)} is taken back, without notice`);
    await fleet.terminate(machine, "AWS");
  }

  /** It is there and does nothing any more; its agent hears nothing. */
  async hang(machine: Machine): Promise<void> {
    const { timeline, fleet } = this.parts;
    timeline.say(`machine ${fleet.numberOf(machine)} hangs`);
    machine.isHung = true;
    for (const task of machine.tasks) await task.freeze();
  }

  get deployment(): Deployment {
    return this.parts.program.deployment;
  }
  get container() {
    return this.parts.program.container;
  }
  get machines(): readonly Machine[] {
    return this.parts.fleet.machines;
  }
  get up(): readonly Machine[] {
    return this.parts.fleet.up;
  }
  get service() {
    return this.parts.service;
  }
  get minutes(): number {
    return this.parts.clock.minute;
  }
  get timeline(): string {
    return String(this.parts.timeline);
  }
  /** What MachineCare did, action by action. */
  get cared(): readonly string[] {
    return this.parts.care.done;
  }
  /** Minutes that were paid for. */
  get machineMinutes(): number {
    return this.machines.reduce((sum, machine) => sum + machine.minutesUp(this.minutes), 0);
  }
  get results(): S3Store {
    const { bucket, outputPrefix } = this.deployment;
    return new S3Store({ client: this.parts.clients.s3, bucket, prefix: outputPrefix });
  }

  capacity(): Promise<Capacity> {
    return this.parts.autoscaling.capacity();
  }
  /** Desired capacity of the group of on-demand machines. */
  async onDemandAsked(): Promise<number | undefined> {
    const names = { AutoScalingGroupNames: [this.deployment.onDemandGroup ?? ""] };
    const { AutoScalingGroups = [] } = await this.parts.clients.groups.send(
      new DescribeAutoScalingGroupsCommand(names),
    );
    return AutoScalingGroups[0]?.DesiredCapacity;
  }
  counts(): Promise<QueueCounts> {
    return this.parts.metrics.counts();
  }
  async done(): Promise<number> {
    let count = 0;
    for await (const _ of this.results.list(doneFolder(""))) count++;
    return count;
  }

  /** How often each object below the output prefix was written. */
  async writes(folder: string): Promise<ReadonlyMap<string, number>> {
    const { bucket: Bucket, outputPrefix } = this.deployment;
    const writes = new Map<string, number>();
    let KeyMarker: string | undefined;
    do {
      const page = await this.parts.clients.s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: `${outputPrefix}${folder}`, KeyMarker }),
      );
      for (const { Key = "" } of page.Versions ?? []) writes.set(Key, (writes.get(Key) ?? 0) + 1);
      KeyMarker = page.NextKeyMarker;
    } while (KeyMarker !== undefined);
    return writes;
  }

  countedFailures(): Promise<readonly Attempt[]> {
    return countedFailures(this.results);
  }

  /** Jobs that were given up. */
  async deadLetters(): Promise<number> {
    const { visible, inFlight } = await this.parts.metrics.countsOf(this.deployment.deadLetterQueueName);
    return visible + inFlight;
  }

  processesLeft(): Promise<readonly string[]> {
    return processesThatKnow(this.parts.root);
  }

  async alarmNames(): Promise<readonly string[]> {
    return (await this.#alarms()).map(({ AlarmName = "" }) => AlarmName).sort();
  }

  /** Bodies of the notices since the last call. */
  async notices(): Promise<readonly string[]> {
    const { client, QueueUrl } = this.parts.inbox;
    const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    for (const { ReceiptHandle } of Messages) await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    return Messages.map(({ Body = "" }) => (JSON.parse(Body) as { Message: string }).Message);
  }

  /** Folders of machines that are still there. */
  async folders(): Promise<readonly string[]> {
    return (await readdir(this.parts.root)).filter((name) => name !== "stage");
  }

  async stop(): Promise<void> {
    await this.parts.stop();
  }

  /**
   * Until no run is over its time and every copy has a job or there is none to have. Where only leases of the dead are
   * left, SQS's own clock has to give them back.
   */
  async #untilNothingMoreCanHappen(): Promise<void> {
    const { clock, service, program } = this.parts;
    const copies = program.deployment.copiesPerTask;
    for (let left = LONGEST_MINUTE_SECONDS * 10; left > 0; left--) {
      const workers = service.tasks;
      const running = (await Promise.all(workers.map(({ volumes }) => volumes.running()))).flat();
      const counts = await this.counts();
      const isDue = running.some((due) => due <= clock.minute);
      const haveAll = running.length >= workers.length * copies;
      const haveNone = counts.visible === 0 && (running.length > 0 || counts.inFlight === 0);
      if (!isDue && (workers.length === 0 || haveAll || haveNone)) return;
      await sleep(100);
    }
    const tails = this.up.flatMap(({ tasks }) => [...tasks].map(({ tail }) => tail));
    throw new Error(`minute ${clock.minute} does not end:\n${this.timeline}\n${tails.join("\n")}`);
  }

  /** What each machine used in this minute, and what its alarm does about it. */
  async #machineAlarms(): Promise<void> {
    const alarms = await this.#alarms();
    for (const machine of this.up) {
      await machine.spent();
      const alarm = alarms.find(({ Dimensions }) => Dimensions?.some(({ Value }) => Value === machine.id));
      if (alarm === undefined || !machineAlarmIsOn(alarm, machine.cpuPercent)) continue;
      if (alarm.AlarmActions?.[0]?.endsWith(":ec2:terminate") !== true) continue;
      this.parts.timeline.say(`machine ${this.parts.fleet.numberOf(machine)} did nothing for its alarm's time`);
      await this.parts.fleet.terminate(machine, "alarm");
    }
  }

  async #alarms() {
    const { MetricAlarms = [] } = await this.parts.clients.cloudWatch.send(
      new DescribeAlarmsCommand({ MaxRecords: 100 }),
    );
    return MetricAlarms;
  }
}
