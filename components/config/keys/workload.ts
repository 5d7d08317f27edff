import { z } from "zod";
import { DEFAULT_DISPLAY, DISPLAY_MEANING, DISPLAYS } from "../../../worker/contract/display";
import { ENGINE_NAMES } from "../../../worker/contract/job";
import { key, SHA256 } from "./key";

export const workloadKeys = {
  engine: key(
    {
      group: "workload",
      description:
        "What runs the jobs: Fiji (needs `engineUrl` or `image`), plain ImageJ (macros only), or any program.",
      change: "workers",
      example: "imagej",
    },
    z.enum(ENGINE_NAMES).default("fiji"),
  ),
  display: key(
    { group: "workload", description: DISPLAY_MEANING, change: "workers", example: "none" },
    z.enum(DISPLAYS).default(DEFAULT_DISPLAY),
  ),
  script: key(
    {
      group: "workload",
      description:
        "The script of jobs that name none: a path relative to Pulumi.yaml, an s3:// or an https:// address. An address needs `scriptSha256`.",
      change: "place",
      example: "examples/nuclei/count-nuclei.ijm",
      allowed: "a path below the folder of Pulumi.yaml, s3://bucket/key or https://host/path",
    },
    z.string().min(1).max(1024).optional(),
  ),
  scriptSha256: key(
    {
      group: "workload",
      description:
        "SHA-256 of the script, checked wherever it is read. A script given as a path is measured if absent.",
      change: "place",
      example: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      allowed: "64 hex digits in lower case",
    },
    z.string().regex(SHA256).optional(),
  ),
  command: key(
    {
      group: "workload",
      description: "Program and arguments of engine `command`; placeholders such as {input} stand in any argument.",
      change: "none",
      example: "python3",
      allowed: "a list of texts, the program first",
    },
    z.array(z.string().min(1)).min(1).max(100).optional(),
  ),
};
