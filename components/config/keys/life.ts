import { z } from "zod";
import { key, whole } from "./key";

/** The other entries of `notify` are e-mail addresses. */
export const isWebhook = (address: string): boolean => address.startsWith("https://");

export const lifeKeys = {
  scaling: key(
    {
      group: "life",
      description:
        "queue: machines follow the backlog. fixed: all machines while there is backlog, else none. cheapest: the machines that submit asks for, once; lost ones are not replaced (docs/machines.md).",
      change: "place",
      example: "fixed",
    },
    z.enum(["queue", "fixed", "cheapest"]).default("queue"),
  ),
  jobsPerCopy: key(
    {
      group: "life",
      description:
        "Jobs that one copy is expected to work through: higher means fewer machines and a longer run. Absent: from `typicalJobMinutes` and `finishWithinMinutes`, or 1.",
      change: "place",
      example: "10",
    },
    whole(1, 100_000).optional(),
  ),
  typicalJobMinutes: key(
    {
      group: "life",
      description:
        "How long a typical job takes, minutes. With `finishWithinMinutes` it sizes the fleet: each copy gets as many jobs as fit into that time, at least one.",
      change: "place",
      example: "2.5",
    },
    z.number().min(0.01).max(720).optional(),
  ),
  finishWithinMinutes: key(
    {
      group: "life",
      description:
        "Minutes within which jobs that were submitted together should be done, as far as `machines` allows; goes with `typicalJobMinutes`.",
      change: "place",
      example: "120",
    },
    whole(1, 20_160).optional(),
  ),
  idleMinutes: key(
    {
      group: "life",
      description: "Minutes below a quarter of one core before a machine counts as hung.",
      change: "place",
      example: "15",
    },
    whole(5, 1440).default(15),
  ),
  idleAction: key(
    { group: "life", description: "What happens to a hung machine.", change: "place", example: "reboot" },
    z.enum(["terminate", "reboot"]).default("terminate"),
  ),
  notify: key(
    {
      group: "life",
      description:
        "E-mail addresses and webhooks (Slack, Teams) that are notified of all-done, dead letters and stalls. An e-mail address is asked to confirm once. A webhook's address is a secret: `pulumi config set --secret --path 'distributed-fiji:notify[1]' https://…`.",
      change: "place",
      example: "ada@example.org",
      allowed: "a list of e-mail addresses, and of https:// addresses of webhooks, at most 20, none twice",
    },
    z
      .array(z.union([z.email(), z.url({ protocol: /^https$/u, hostname: z.regexes.domain })]))
      .max(20)
      .default([]),
  ),
};
