import { z } from "zod";

/** What `pulumi up` does to a running experiment when the key changes. */
export const CHANGES = {
  place: "in place",
  workers: "in place; workers are renewed when they have finished their jobs",
  fleet: "replaces the fleet: running jobs start again",
  none: "in place; counts from the next `dfiji submit`",
} as const;

/** What a key says about itself besides its type, range and default. Kept by zod as the key's metadata. */
export interface KeyMeta {
  readonly group: "data" | "workload" | "sizing" | "money" | "jobs" | "life" | "image" | "network" | "logs";
  /** Meaning with unit, one or two sentences. */
  readonly description: string;
  readonly change: keyof typeof CHANGES;
  /** A good value, as it is written after `pulumi config set KEY`. */
  readonly example: string;
  /** What is allowed, where type and range do not say it all. */
  readonly allowed?: string;
  /** Exceptions to `change`, e.g. "with mountBucket: replaces the fleet". */
  readonly unless?: string;
}

export const key = <Schema extends z.ZodType>(meta: KeyMeta, schema: Schema): Schema => schema.meta({ ...meta });
export const whole = (min: number, max: number) => z.number().int().min(min).max(max);

export const SHA256 = /^[0-9a-f]{64}$/u;
