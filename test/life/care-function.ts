import { createRequire } from "node:module";
import { compileFunction } from "node:vm";
import { DescribeRuleCommand, type EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { machineCareSource } from "../../components/fleet-controller/fleet-controller";
import { type MinuteClock } from "./clock";
import { type CareRule, type Program } from "./program";

/** An event as EventBridge has it. */
export interface CloudEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: Readonly<Record<string, unknown>>;
}

type Handler = (event: unknown) => Promise<{ readonly done: readonly string[] }>;

/**
 * MachineCare as Lambda runs it: the file that the program uploads, its environment, its rules; the time is the test's, and
 * where the function waits within a call only its own clock moves on.
 */
export class CareFunction {
  /** What it did, call by call. */
  readonly done: string[] = [];
  readonly #handler: Handler;
  #waitedMs = 0;
  /** Its code throws, as after a bad deployment or without rights. */
  isBroken = false;

  constructor(
    private readonly program: Program,
    private readonly clock: MinuteClock,
    private readonly events: EventBridgeClient,
  ) {
    const exported: { exports: { handler?: Handler } } = { exports: {} };
    const load = createRequire(__filename);
    const timers = { setTimeout: async (milliseconds: number) => void (this.#waitedMs += milliseconds) };
    const names = ["module", "exports", "require", "process", "Date", "console"];
    const own = [
      exported,
      exported.exports,
      (id: string): unknown => (/^(?:node:)?timers\/promises$/u.test(id) ? timers : load(id)),
      Object.assign(Object.create(process), {
        env: { ...process.env, ...program.careEnvironment, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
      }),
      dateOf(() => clock.now.getTime() + this.#waitedMs),
      { ...console, log: () => undefined },
    ];
    const run = compileFunction(machineCareSource(), names) as (...values: unknown[]) => void;
    run(...own);
    if (exported.exports.handler === undefined) throw new Error("the function exports no handler");
    this.#handler = exported.exports.handler;
  }

  /** Calls the function if one of its rules is for this event. */
  async tell(event: CloudEvent): Promise<void> {
    if (this.program.careRules.some((rule) => rule.pattern !== undefined && matches(rule.pattern, event))) {
      await this.#call(event);
    }
  }

  /** The schedule's calls of this minute. */
  async minute(): Promise<void> {
    const isDue = ({ everyMinutes }: CareRule) => everyMinutes !== undefined && this.clock.minute % everyMinutes === 0;
    const due = this.program.careRules.find(isDue);
    if (due !== undefined && (await this.isOn(due))) await this.#call({ source: "aws.events", detail: {} });
  }

  /** The function switches its own schedule. */
  async isOn({ name }: CareRule): Promise<boolean> {
    return (await this.events.send(new DescribeRuleCommand({ Name: name }))).State === "ENABLED";
  }

  get schedule(): CareRule {
    return this.program.careRules.find(({ everyMinutes }) => everyMinutes !== undefined)!;
  }

  /** `pulumi destroy`, once the fleet is gone. */
  async teardown(): Promise<void> {
    await this.#call({ tf: { action: "delete" } });
  }

  async #call(event: unknown): Promise<void> {
    if (this.isBroken) return;
    this.#waitedMs = 0;
    this.done.push(...(await this.#handler(event)).done);
  }
}

/** EventBridge's patterns as far as ours go: lists of values, `exists`, nested objects. */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    return pattern.some((one: unknown) =>
      typeof one === "object" && one !== null && "exists" in one ? one.exists === (value !== undefined) : one === value,
    );
  }
  return Object.entries(pattern as object).every(([key, inner]) =>
    matches(inner, (value as Record<string, unknown> | undefined)?.[key]),
  );
}

function dateOf(now: () => number): typeof Date {
  return class extends Date {
    constructor(...given: [] | [number]) {
      if (given.length === 0) super(now());
      else super(...given);
    }
    static override now(): number {
      return now();
    }
  } as unknown as typeof Date;
}
