import { z } from "zod";
import { key, whole } from "./key";

export const jobsKeys = {
  leaseSeconds: key(
    {
      group: "jobs",
      description:
        "How long the queue hides a job from others without a sign of life of its worker; renewed at a third, also for long jobs. With 60 or more a worker may stand still for 30 s.",
      change: "workers",
      example: "120",
    },
    whole(30, 43_200).default(120),
  ),
  maxAttempts: key(
    {
      group: "jobs",
      description: "Failed attempts before a job goes to the dead-letter queue. Interrupted attempts do not count.",
      change: "workers",
      example: "3",
    },
    whole(1, 1000).default(3),
  ),
  maxReceives: key(
    {
      group: "jobs",
      description: "Deliveries, interrupted ones included, before the queue itself gives a job up as lost.",
      change: "place",
      example: "100",
    },
    whole(2, 1000).default(100),
  ),
  jobTimeoutMinutes: key(
    {
      group: "jobs",
      description: "A run that takes longer is stopped. At most 660: a queue holds a message for 12 hours in all.",
      change: "workers",
      example: "120",
    },
    whole(1, 660).default(120),
  ),
  silenceTimeoutMinutes: key(
    {
      group: "jobs",
      description:
        "A run that prints nothing and uses no CPU for so long is stopped: it waits for a window or for input.",
      change: "workers",
      example: "15",
    },
    whole(1, 660).default(15),
  ),
  openMinutes: key(
    {
      group: "jobs",
      description:
        "An `open(…)` of a macro that takes longer is stopped (`timeout`), with 1 s more for each 5 MB of the file. Some damaged files never open.",
      change: "workers",
      example: "5",
    },
    whole(1, 660).default(5),
  ),
  checkImages: key(
    {
      group: "jobs",
      description:
        "Compares headers of images with the files' lengths before a run; jobs of damaged ones fail immediately (`input-damaged`).",
      change: "workers",
      example: "false",
    },
    z.boolean().default(true),
  ),
  expectedFiles: key(
    {
      group: "jobs",
      description: "Files that a job must write to be done; a job's own `expect` replaces it.",
      change: "workers",
      example: "7",
    },
    whole(0, 1_000_000).default(1),
  ),
  minFileBytes: key(
    { group: "jobs", description: "Smallest file that counts, bytes.", change: "workers", example: "1" },
    whole(0, 2 ** 40).default(1),
  ),
  necessaryString: key(
    {
      group: "jobs",
      description: "Only files whose name holds this text count. Empty: all.",
      change: "workers",
      example: ".csv",
      allowed: "at most 255 characters",
    },
    z.string().max(255).default(""),
  ),
  protectJobs: key(
    {
      group: "jobs",
      description: "`pulumi destroy` refuses while jobs wait or run. It counts after the next `pulumi up`.",
      change: "place",
      example: "false",
    },
    z.boolean().default(true),
  ),
  skipDone: key(
    {
      group: "jobs",
      description: "Does not run a job again whose marker says that it is done with the same inputs.",
      change: "workers",
      example: "false",
    },
    z.boolean().default(true),
  ),
};
