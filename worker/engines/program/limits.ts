import { type GroupMember, type ProcessGroup } from "../../host/process-group";

export type LimitReached = { readonly class: "timeout" | "silent"; readonly reason: string };

/** A group that uses less than this share of one core is waiting: an idle JVM takes some tenths of a percent. */
const IDLE_SHARE = 0.02;
const MAX_SAMPLE_SECONDS = 5;

/**
 * Watches one run. Wall clock, and silence: no output line *and* no CPU time of the whole group during the limit.
 * The first limit that is reached is reported once.
 */
export class Limits {
  /** Most memory of the whole group that a sample saw. */
  peakMemoryMiB = 0;
  /** CPU time of the group since the begin, as far as samples saw it: that of a child that ended since the last is not. */
  cpuSeconds = 0;
  private lastCpuSeconds: number | undefined;
  private readonly startedAt = performance.now();
  private lineAt = this.startedAt;
  private readonly samples: { readonly at: number; readonly cpuSeconds: number }[] = [];
  private readonly timers: NodeJS.Timeout[];

  constructor(
    private readonly group: ProcessGroup,
    private readonly seconds: { readonly timeout: number; readonly silence: number },
    private readonly onReached: (limit: LimitReached) => void,
  ) {
    const sampleSeconds = Math.min(seconds.silence / 8, MAX_SAMPLE_SECONDS);
    this.sample(group.leaderAlone());
    this.timers = [
      setTimeout(() => this.reach("timeout", `the run took longer than ${seconds.timeout} s`), seconds.timeout * 1000),
      setInterval(() => this.sample(group.members()), sampleSeconds * 1000),
    ];
  }

  /** The run printed something. */
  heard(): void {
    this.lineAt = performance.now();
  }

  end(): void {
    for (const timer of this.timers) clearTimeout(timer);
    const left = this.group.leaderAlone();
    if (left.length > 0) this.count(cpuOf(left)); // a warm process lives on
  }

  private count(cpuSeconds: number): void {
    // the sum falls when a child has ended
    this.cpuSeconds += Math.max(0, cpuSeconds - (this.lastCpuSeconds ?? cpuSeconds));
    this.lastCpuSeconds = cpuSeconds;
  }

  private sample(members: readonly GroupMember[]): void {
    const at = performance.now();
    const cpuSeconds = cpuOf(members);
    this.count(cpuSeconds);
    const memoryMiB = members.reduce((sum, member) => sum + member.memoryMiB, 0);
    this.peakMemoryMiB = Math.max(this.peakMemoryMiB, memoryMiB);
    this.samples.push({ at, cpuSeconds });
    const silenceMs = this.seconds.silence * 1000;
    while (this.samples[1] !== undefined && at - this.samples[1].at >= silenceMs) this.samples.shift();
    const first = this.samples[0];
    if (first === undefined || at - first.at < silenceMs || at - this.lineAt < silenceMs) return;
    // a child that ended takes its CPU time with it: then the sum falls, and that is activity too
    const used = cpuSeconds - first.cpuSeconds;
    if (used >= 0 && used < (IDLE_SHARE * (at - first.at)) / 1000) {
      this.reach("silent", `no output line and no CPU time for ${this.seconds.silence} s`);
    }
  }

  private reach(limit: LimitReached["class"], reason: string): void {
    this.end();
    this.onReached({ class: limit, reason });
  }
}

const cpuOf = (members: readonly GroupMember[]): number => members.reduce((sum, member) => sum + member.cpuSeconds, 0);
