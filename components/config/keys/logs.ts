import { z } from "zod";
import { key, whole } from "./key";

const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

export const logsKeys = {
  logRetentionDays: key(
    {
      group: "logs",
      description: "Days that CloudWatch keeps the logs.",
      change: "place",
      example: "60",
      allowed: `one of ${LOG_RETENTION_DAYS.join(", ")}`,
    },
    whole(1, 3653)
      .refine((days) => (LOG_RETENTION_DAYS as readonly number[]).includes(days))
      .default(60),
  ),
  dashboard: key(
    {
      group: "logs",
      description: "Makes a CloudWatch dashboard (3 USD a month beyond three per account).",
      change: "place",
      example: "false",
    },
    z.boolean().default(true),
  ),
};
