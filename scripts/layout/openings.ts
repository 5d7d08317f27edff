// What opens the circles of files: a type goes to its owner, a function to the room that it belongs to.
import { type Carve, carve } from "./carve";
import { splitConfigKeys } from "./config-keys";
import { type House } from "./house";
import { replaceText } from "./move-room";

export interface Opening {
  readonly subject: string;
  readonly body: string;
  readonly apply: (house: House) => void;
}

const carving =
  (...carves: readonly Carve[]) =>
  (house: House): void => {
    for (const one of carves) if (house.has(one.from)) carve(house, one);
  };

export const OPENINGS: readonly Opening[] = [
  {
    subject: "Give worker types and functions to the rooms that own them",
    body: "Four arrows ran upward and two pairs of files imported each other, by types. Now imports run downward only.",
    apply: carving(
      {
        from: "worker/stages/disk-budget.ts",
        to: "worker/host/work-folders.ts",
        names: ["bytesBelow", "BLOCK_BYTES"],
      },
      {
        from: "worker/host/disk.ts",
        to: "worker/failures/disk-full.ts",
        names: ["NO_SPACE", "MAY_BE_DISK", "orDiskFull", "mustHaveHadRoom", "isFull", "freeOf"],
      },
      { from: "worker/storage/folder-walk.ts", to: "worker/contract/keys.ts", names: ["TEMPORARY"] },
      {
        from: "worker/loop/ecs-task-protection.ts",
        to: "worker/stages/ports.ts",
        names: ["TaskProtection"],
      },
      { from: "worker/loop/worker.ts", to: "worker/loop/worker-end.ts", names: ["WorkerState", "WorkerEnd"] },
      {
        from: "worker/engines/warm/jvm.ts",
        to: "worker/engines/program/run-failure.ts",
        names: ["HostAnswer", "JvmEnd"],
        at: "first",
      },
    ),
  },
  {
    subject: "Let warm-up tell of a ready copy instead of knowing the pipeline",
    body: "The pipeline imports the warm-up for copies that start again; the way back is a callback now.",
    apply: (house) => {
      const warmUp = "worker/loop/warm-up.ts";
      if (!house.text(warmUp).includes("type Line")) return;
      replaceText(house, warmUp, 'import { type Line } from "./pipeline";\n', "");
      replaceText(
        house,
        warmUp,
        "  line: Line,\n  ending: AbortSignal,\n  fault: (reason: string) => void,\n  onTaking: () => void,\n",
        "  ending: AbortSignal,\n  fault: (reason: string) => void,\n  onTaking: () => void,\n  onReady: (copy: Copy) => void,\n",
      );
      replaceText(house, warmUp, "        line.copyIsReady(copy);\n", "        onReady(copy);\n");
      replaceText(
        house,
        "worker/loop/worker.ts",
        'await warmUp(stages, copies, line, ending.signal, fault, () => tell("taking"));',
        'const onReady = (copy: Copy): void => line.copyIsReady(copy);\n    await warmUp(stages, copies, ending.signal, fault, () => tell("taking"), onReady);',
      );
      replaceText(
        house,
        "worker/loop/worker.ts",
        'import { Copies } from "./engine-copies";',
        'import { Copies, type Copy } from "./engine-copies";',
      );
    },
  },
  {
    subject: "Split publishing into storing files and checking what is stored",
    body: "mark, prepare and complete read only the check: a job's way no longer enters publish.ts four times.",
    apply: carving({
      from: "worker/stages/publish.ts",
      to: "worker/stages/stored-files.ts",
      names: ["FEW", "mustLieThere", "areAsStored", "undoMixture", "notAsStored"],
    }),
  },
  {
    subject: "Split the config's keys by group and open the circle of its checks",
    body: "One file for each group of keys; what the checks share is a file of its own.",
    apply: (house) => {
      splitConfigKeys(house);
      carving({
        from: "components/config/checks.ts",
        to: "components/config/check-context.ts",
        names: ["CheckContext"],
      })(house);
    },
  },
  {
    subject: "Open the circles of files in cli",
    body: "A plan's request belongs to those who make jobs, options to who runs them, a parameter's kind to its reader.",
    apply: carving(
      {
        from: "cli/jobs/plan.ts",
        to: "cli/jobs/make/plan-request.ts",
        names: ["PlanRequest", "PlannedScript"],
      },
      {
        from: "cli/results/failures-command.ts",
        to: "cli/results/run-failures.ts",
        names: ["FailuresOptions"],
        at: "first",
      },
      { from: "cli/submit/command.ts", to: "cli/submit/options.ts", names: ["SubmitOptions"] },
      {
        from: "cli/script/parameter-values.ts",
        to: "cli/script/parameters.ts",
        names: ["ValueKind", "WHOLE", "plainType", "kindOf"],
      },
    ),
  },
];
