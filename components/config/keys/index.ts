import { z } from "zod";
import { dataKeys } from "./data";
import { imageKeys } from "./image";
import { jobsKeys } from "./jobs";
import { lifeKeys } from "./life";
import { logsKeys } from "./logs";
import { moneyKeys } from "./money";
import { networkKeys } from "./network";
import { sizingKeys } from "./sizing";
import { workloadKeys } from "./workload";

/**
 * The stack config. This schema is the source of the types, the defaults, the errors, the `config:` section of
 * Pulumi.yaml and docs/configuration.md. Ranges stand here once: the texts of errors and docs are made from them.
 */
export const configSchema = z.strictObject({
  ...dataKeys,
  ...workloadKeys,
  ...sizingKeys,
  ...moneyKeys,
  ...jobsKeys,
  ...lifeKeys,
  ...imageKeys,
  ...networkKeys,
  ...logsKeys,
});

export type Config = z.infer<typeof configSchema>;
export { isWebhook } from "./life";
export type ConfigKey = keyof Config;

export { EXPERIMENT } from "./data";
export { CHANGES, type KeyMeta } from "./key";
