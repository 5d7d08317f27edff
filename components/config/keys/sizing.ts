import { z } from "zod";
import { MIN_HEAP_MIB } from "../../../policy/rules/heap";
import { key, whole } from "./key";

export const sizingKeys = {
  machines: key(
    { group: "sizing", description: "Machines at most.", change: "place", example: "4" },
    whole(1, 1000).default(1),
  ),
  instanceTypes: key(
    {
      group: "sizing",
      description:
        "EC2 instance types that may be bought; tasks must fit every one. More types: cheaper and less often reclaimed.",
      change: "fleet",
      example: "m5.xlarge",
      allowed: "a list of instance types such as m5.xlarge, none twice",
    },
    z
      .array(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/u))
      .min(1)
      .max(50),
  ),
  tasksPerMachine: key(
    { group: "sizing", description: "Containers on one machine.", change: "place", example: "16" },
    whole(1, 100),
  ),
  copiesPerTask: key(
    {
      group: "sizing",
      description: "Fijis in one container; they share its CPU, memory and disk.",
      change: "workers",
      example: "4",
    },
    whole(1, 256).default(1),
  ),
  vcpusPerTask: key(
    {
      group: "sizing",
      description: "vCPUs of one container.",
      change: "workers",
      example: "4",
      allowed: "a number from 0.125 to 192 in steps of 1/1024",
    },
    z
      .number()
      .min(0.125)
      .max(192)
      .refine((vcpus) => Number.isInteger(vcpus * 1024)),
  ),
  memoryMiBPerTask: key(
    { group: "sizing", description: "Memory of one container, MiB.", change: "workers", example: "15000" },
    whole(512, 24_000_000),
  ),
  heapMiBPerCopy: key(
    {
      group: "sizing",
      description:
        "Heap of each engine process, MiB, whatever the others use. Not set: they share the task's memory, and one job may have nearly all of it.",
      change: "workers",
      example: "2000",
    },
    whole(MIN_HEAP_MIB, 24_000_000).optional(),
  ),
  diskGiBPerTask: key(
    {
      group: "sizing",
      description:
        "Disk for the work files of one container, GiB: inputs and results of all its engine processes at the same time.",
      change: "workers",
      example: "10",
    },
    whole(1, 16_384),
  ),
  volumeGiB: key(
    {
      group: "sizing",
      description: "Data volume of one machine, GiB: at least tasksPerMachine × diskGiBPerTask, and 1 % more.",
      change: "fleet",
      example: "165",
    },
    whole(2, 16_384),
  ),
  rootGiB: key(
    {
      group: "sizing",
      description: "System volume of one machine, GiB: Amazon Linux, and twice the image.",
      change: "fleet",
      example: "30",
    },
    whole(30, 16_384).default(30),
  ),
  secondsBetweenStarts: key(
    {
      group: "sizing",
      description:
        "Stagger: seconds between the first jobs of two engine processes of a container, so that their heavy steps do not coincide.",
      change: "workers",
      example: "180",
    },
    whole(0, 3600).default(0),
  ),
};
