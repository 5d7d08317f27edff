// Names in the field's terms. Each is found by its declaration (file, then names from the outside in) and renamed by
// TypeScript's language service wherever it means the same; what no compiler follows stands under `texts`.
import { type House } from "./house";
import { replaceText } from "./move-room";
import { type Rename, renameAll } from "./rename";
import { type TextEdit } from "./rooms";

export interface NameGroup {
  readonly subject: string;
  readonly body: string;
  readonly renames: readonly Rename[];
  /** Texts that change before the renames. */
  readonly before?: readonly TextEdit[];
  /** Words in tests, wherever they stand. */
  readonly inTests?: readonly (readonly [from: string, to: string])[];
  readonly texts?: readonly TextEdit[];
}

const inFile = (file: string, names: Readonly<Record<string, string>>): readonly Rename[] =>
  Object.entries(names).map(([path, to]) => ({ file, path: path.split("."), to }));

/** Every parameter and variable of this name and type, in these folders. */
const locals = (folders: readonly string[], name: string, type: string, to: string): Rename => ({
  folders,
  name,
  type,
  to,
});

const text = (file: string, from: string, to: string): TextEdit => ({ file, from, to });

const ACTIVE = ["worker/stages", "worker/loop", "test/worker"];

export const NAMES: readonly NameGroup[] = [
  {
    subject: "Name what worker/loop holds by the field's words",
    body: "Pipeline, Receiver, EngineCopies, PrefetchBuffer, DuplicateJobs; a copy is an engine's, its number is copyNumber.",
    renames: [
      ...inFile("worker/loop/pipeline.ts", {
        Line: "Pipeline",
        "Line.appetite": "freeSlots",
        "Line.take": "accept",
        "Line.#enter": "#prepare",
        "Line.#leave": "#finish",
        "Line.#sameJobs": "#duplicateJobs",
        "Line.#tasks": "#activeJobs",
        "Line.#buryBad": "#deadLetterBad",
        "Line.#conclude.copy": "copyNumber",
        "Line.#fail.copy": "copyNumber",
      }),
      ...inFile("worker/loop/receiver.ts", {
        Intake: "Receiver",
        "Intake.constructor.line": "pipeline",
        "Intake.heardOut": "lastPollDone",
        "Intake.run.appetite": "freeSlots",
        "Intake.#receive.appetite": "freeSlots",
        "Intake.#poll.appetite": "freeSlots",
      }),
      ...inFile("worker/loop/engine-copies.ts", { Copies: "EngineCopies", "Copies.appetite": "freeSlots" }),
      ...inFile("worker/loop/worker.ts", { "work.line": "pipeline", "work.intake": "receiver" }),
      ...inFile("worker/loop/prefetch-buffer.ts", { Prefetched: "PrefetchBuffer" }),
      ...inFile("worker/loop/duplicate-jobs.ts", { SameJobs: "DuplicateJobs" }),
      ...inFile("worker/loop/warm-up.ts", { inWords: "describe" }),
      ...inFile("worker/start.ts", { "listenToSignals.told": "onSignal" }),
      ...inFile("worker/engines/engine.ts", { "CopySettings.copy": "copyNumber" }),
      ...inFile("worker/host/work-folders.ts", {
        "WorkFolders.copy": "copyFolder",
        "WorkFolders.copy.copy": "copyNumber",
      }),
    ],
    texts: [
      text(
        "worker/loop/warm-up.ts",
        "const wanted = { copy: number, folder,",
        "const wanted = { copyNumber: number, folder,",
      ),
      text("worker/loop/receiver.ts", "than the line can use now", "than the pipeline can use now"),
      text("worker/loop/receiver.ts", "what it brought is with the line", "what it brought is in the pipeline"),
      text(
        "worker/loop/receiver.ts",
        "any other change the line is looked at",
        "any other change the pipeline is looked at",
      ),
      text("worker/loop/pipeline.ts", "that may alter the appetite", "that may alter the number of free slots"),
    ],
  },
  {
    subject: "Call a job in progress ActiveJob, not Task",
    body: "A task is ECS's word, and components/ has task definitions. Stages are called by what they do.",
    renames: [
      ...inFile("worker/stages/active-job.ts", {
        Task: "ActiveJob",
        newTask: "newActiveJob",
        "Task.onAnswered": "onSettled",
        "Task.giveBackDisk": "releaseDisk",
      }),
      locals(ACTIVE, "task", "Task", "active"),
      ...inFile("worker/loop/prefetch-buffer.ts", {
        "PrefetchBuffer.#entries.task": "active",
      }),
      ...inFile("worker/stages/complete.ts", { finish: "complete", "finish.copy": "copyNumber" }),
      ...inFile("worker/stages/settle-failure.ts", { "settleFailure.copy": "copyNumber" }),
      ...inFile("worker/stages/stored-files.ts", {
        mustLieThere: "assertStored",
        areAsStored: "allStored",
        undoMixture: "undoMixedResults",
      }),
      ...inFile("worker/stages/verify.ts", { whyNotEnough: "outputProblem", inWords: "describe" }),
      ...inFile("worker/stages/plan-inputs.ts", {
        "PlannedInput.place": "relativePath",
        "planInputs.place": "relativePath",
        "nothingFound.place": "folder",
      }),
      ...inFile("worker/stages/fetch.ts", { "fetchInputs.place": "relativePath" }),
      ...inFile("worker/queue/leases.ts", { LeaseKeeper: "Leases", Held: "HeldLease" }),
      ...inFile("worker/queue/job-queue.ts", { "JobQueue.bury": "deadLetter", Burial: "DeadLetterReason" }),
      ...inFile("worker/host/process-group.ts", {
        "ProcessGroup.strangers": "otherProcesses",
        "ProcessGroup.membersByProc.strangers": "otherProcesses",
        "ProcessGroup.membersByProc.whose": "owner",
        "ProcessGroup.whose": "ownerOf",
      }),
    ],
    inTests: [
      ['["bury", ', '["deadLetter", '],
      ['next: "bury"', 'next: "dead-letter"'],
      ["({ object, place: object.key })", "({ object, relativePath: object.key })"],
    ],
    // an object without a declared type: the service cannot know that it becomes a PlannedInput
    before: [
      text(
        "worker/stages/plan-inputs.ts",
        "([place, object]) => ({ place, object })",
        "([relativePath, object]) => ({ relativePath, object })",
      ),
      text(
        "worker/stages/plan-inputs.ts",
        "inputs.map(({ place }) => place)",
        "inputs.map(({ relativePath }) => relativePath)",
      ),
    ],
    texts: [
      text(
        "worker/stages/prepare.ts",
        '{ readonly next: "bury"; readonly why',
        '{ readonly next: "dead-letter"; readonly why',
      ),
      text("worker/stages/prepare.ts", 'return { next: "bury", why', 'return { next: "dead-letter", why'),
      text("worker/loop/duplicate-jobs.ts", "until its `onAnswered` is called", "until its `onSettled` is called"),
      text("worker/loop/duplicate-jobs.ts", "message of the task's job is in hand", "message of the job is in hand"),
      text(
        "worker/loop/duplicate-jobs.ts",
        "The task itself is in\n   * hand until",
        "The job itself is in\n   * hand until",
      ),
      text(
        "worker/engines/imagej/java/src/main/java/dfiji/imagej/JobThread.java",
        "          beAsNew();",
        "          resetThread();",
      ),
      text(
        "worker/engines/imagej/java/src/main/java/dfiji/imagej/JobThread.java",
        "private void beAsNew()",
        "private void resetThread()",
      ),
    ],
  },
  {
    subject: "Name the facts and acts of components/ by the field's words",
    body: "AccountLookups instead of Site, subnets instead of places. Names on AWS and of resources stay as they are.",
    inTests: [["places: [{ instanceType", "subnets: [{ instanceType"]],
    renames: [
      ...inFile("components/lookups.ts", { Site: "AccountLookups", lookUpSite: "lookUpAll" }),
      ...inFile("components/experiment.ts", { "ExperimentArgs.site": "lookups" }),
      locals(["components", "test/components", "test/engine", "test/helpers"], "site", "Site", "lookups"),
      ...inFile("index.ts", { site: "lookups" }),
      ...inFile("components/deployment-output.ts", {
        MadeThings: "CreatedResources",
        "deploymentOf.made": "created",
      }),
      ...inFile("components/aws/network.ts", {
        Place: "TypeInSubnet",
        MOST_PLACES: "MOST_COMBINATIONS",
        "Network.places": "subnets",
        "lookUpNetwork.places": "combinations",
        "Found.places": "combinations",
        "networkProblems.places": "combinations",
      }),
      ...inFile("components/fleet/spot-fleet.ts", { "SpotFleetArgs.places": "subnets" }),
      ...inFile("components/fleet/spot-fleet.ts", { "SpotFleet.constructor.places": "subnets" }),
      ...inFile("components/fleet-controller/lambda/controller.ts", { care: "reconcileFleet", onePlace: "oneTask" }),
      ...inFile("components/fleet-controller/lambda/reconcile.ts", { farewell: "teardown" }),
    ],
  },
  {
    subject: "Name what cli/ makes and does by the field's words",
    body: "GridAxis, JobTemplate, Placeholders, HashedSet, LocalDrain, WorkerSupervisor, checkedPlan.",
    renames: [
      ...inFile("cli/jobs/file/grid-axis.ts", { Axis: "GridAxis" }),
      ...inFile("cli/jobs/make/job-maker.ts", { Recipe: "JobTemplate" }),
      locals(["cli/jobs"], "recipe", "Recipe", "jobTemplate"),
      ...inFile("cli/jobs/make/job-template.ts", { recipeOf: "jobTemplateOf", "recipeOf.recipe": "jobTemplate" }),
      ...inFile("cli/jobs/job-source.ts", { "sourceOf.recipe": "jobTemplate" }),
      ...inFile("cli/jobs/make/jsonl-jobs.ts", { JsonlRecipe: "JsonlTemplate", "jsonlJobs.recipe": "template" }),
      ...inFile("cli/jobs/job-source.ts", { "jsonlSource.recipe": "template" }),
      ...inFile("cli/jobs/make/placeholders.ts", {
        Template: "Placeholders",
        parseTemplate: "parsePlaceholders",
        literalTemplate: "withoutPlaceholders",
      }),
      ...inFile("cli/jobs/check/hashed-set.ts", { SeenTexts: "HashedSet" }),
      ...inFile("cli/jobs/check/input-index.ts", { InputNames: "InputIndex" }),
      ...inFile("cli/jobs/checked-plan.ts", { soundPlan: "checkedPlan" }),
      ...inFile("cli/local/preflight.ts", { inWords: "describe" }),
      ...inFile("cli/local/run-drain.ts", {
        Drive: "LocalDrain",
        drive: "runDrain",
        DriveRequest: "DrainRequest",
        DriveResult: "DrainResult",
        "Drive.keeper": "supervisor",
      }),
      ...inFile("cli/local/worker-supervisor.ts", { WorkerKeeper: "WorkerSupervisor" }),
    ],
  },
];

export function applyNames(house: House, { renames, before = [], inTests = [], texts = [] }: NameGroup): void {
  for (const { file, from, to } of before) replaceText(house, file, from, to);
  renameAll(house, renames);
  for (const { file, from, to } of texts) replaceText(house, file, from, to);
  for (const path of house.sources.filter((one) => one.startsWith("test/"))) {
    house.set(
      path,
      inTests.reduce((whole, [from, to]) => whole.replaceAll(from, to), house.text(path)),
    );
  }
}
