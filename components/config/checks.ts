import { copiesThatFit, HEAP_SHARE, heapMiBPerCopy, MIN_HEAP_MIB, overheadMiBPerCopy } from "../../policy/rules/heap";
import { machinesWithin, priceProblems } from "../../policy/rules/price";
import { holdTooLong, LONGEST_HOLD_SECONDS, queueProblems } from "../../policy/rules/queue";
import { type CheckContext } from "./check-context";
import { type Config, type ConfigKey, EXPERIMENT } from "./keys";
import { placeProblems, placeWarnings } from "./placement-checks";
import { scriptFacts } from "./script-checks";

const FIJI_EXAMPLE = "https://downloads.example.org/fiji-linux64.zip";
/** A service runs at most 5,000 tasks. */
const MOST_TASKS = 5000;

/** What single values cannot tell: whether they go together. Answers with the config, the script's digest filled in. */
export function checkTogether(
  config: Config,
  context: CheckContext,
): { readonly config: Config; readonly problems: readonly string[]; readonly warnings: readonly string[] } {
  const script = scriptFacts(config, context);
  return {
    config: { ...config, ...(script.sha256 === undefined ? {} : { scriptSha256: script.sha256 }) },
    problems: [
      ...prefixProblems(config, context),
      ...script.problems,
      ...commandProblems(config, context),
      ...placeProblems(config, context),
      ...heapProblems(config, context),
      ...fleetSizeProblems(config, context),
      ...moneyProblems(config, context),
      ...jobProblems(config, context),
      ...imageProblems(config, context),
      ...listProblems(config, context),
    ],
    warnings: [...inputWarnings(config, context), ...placeWarnings(config)],
  };
}

/** Jobs may overwrite what is below the output folder: no input may be there. */
function prefixProblems({ inputPrefix, outputPrefix, logPrefix }: Config, { set }: CheckContext): readonly string[] {
  const problems: string[] = [];
  if (inputPrefix !== "" && inputPrefix.startsWith(outputPrefix)) {
    problems.push(
      `outputPrefix is "${outputPrefix}" and holds inputPrefix "${inputPrefix}": jobs could overwrite their inputs; choose another folder: ${set("outputPrefix", `${EXPERIMENT}/results/`)}`,
    );
  }
  if (logPrefix.startsWith(outputPrefix) || outputPrefix.startsWith(logPrefix)) {
    problems.push(
      `logPrefix is "${logPrefix}" and outputPrefix "${outputPrefix}": one holds the other; keep them apart: ${set("outputPrefix", `${EXPERIMENT}/results/`)} and ${set("logPrefix", `${EXPERIMENT}/logs/`)}`,
    );
  }
  return problems;
}

function inputWarnings({ bucket, inputPrefix }: Config, { set }: CheckContext): readonly string[] {
  if (inputPrefix !== "") return [];
  return [
    `inputPrefix is "": every job may read all of bucket "${bucket}", other experiments' results among it; name the folder of the inputs: ${set("inputPrefix", "plates/")}`,
  ];
}

function commandProblems({ engine, command }: Config, { set }: CheckContext): readonly string[] {
  if (engine !== "command" && command !== undefined) {
    return [`command is set but engine is ${engine}, which does not use it: ${set("engine", "command")}`];
  }
  return [];
}

/** Each copy gets a heap by the same rule that the worker uses; too small a one fails on ordinary images. */
function heapProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { engine, memoryMiBPerTask, copiesPerTask } = config;
  if (engine === "command") return [];
  const overheadMiB = overheadMiBPerCopy(config);
  const fit = copiesThatFit(memoryMiBPerTask, copiesPerTask, overheadMiB);
  if (fit >= copiesPerTask) return [];
  const enough = Math.ceil((copiesPerTask * (MIN_HEAP_MIB + overheadMiB)) / HEAP_SHARE);
  const heapMiB = Math.max(0, heapMiBPerCopy(memoryMiBPerTask, copiesPerTask, overheadMiB));
  const fewer = fit > 0 ? ` or ${set("copiesPerTask", fit)}` : "";
  return [
    `memoryMiBPerTask is ${memoryMiBPerTask}: each of ${copiesPerTask} copies gets a heap of ${heapMiB} MiB and needs ${MIN_HEAP_MIB}: ${set("memoryMiBPerTask", enough)}${fewer}`,
  ];
}

function fleetSizeProblems({ machines, tasksPerMachine }: Config, { set }: CheckContext): readonly string[] {
  const tasks = machines * tasksPerMachine;
  if (tasks <= MOST_TASKS) return [];
  return [
    `machines × tasksPerMachine are ${tasks} tasks; an ECS service runs at most ${MOST_TASKS}: ${set("machines", Math.floor(MOST_TASKS / tasksPerMachine))}`,
  ];
}

function moneyProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { maxSpotPrice, machines, maxHourlyCost } = config;
  if (maxHourlyCost === undefined) return priceProblems({ maxSpotPrice, machines });
  const most = machinesWithin(maxHourlyCost, maxSpotPrice) ?? 0;
  const change = most > 0 ? set("machines", most) : set("maxSpotPrice", maxHourlyCost);
  return priceProblems({ maxSpotPrice, machines }, { maxHourlyCost }).map((problem) => `${problem}: ${change}`);
}

function jobProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { leaseSeconds, jobTimeoutMinutes, silenceTimeoutMinutes, maxReceives, maxAttempts, necessaryString } = config;
  const problems = [...queueProblems({ visibilitySeconds: leaseSeconds, maxReceives })];
  const hold = holdTooLong({ leaseSeconds, jobTimeoutMinutes });
  if (hold !== undefined) {
    problems.push(
      `jobTimeoutMinutes ${jobTimeoutMinutes} and leaseSeconds ${leaseSeconds} may hold a message for ${hold.heldSeconds} s, SQS ends at ${LONGEST_HOLD_SECONDS}: ${set("leaseSeconds", hold.longestLeaseSeconds)}`,
    );
  }
  if (silenceTimeoutMinutes > jobTimeoutMinutes) {
    problems.push(
      `silenceTimeoutMinutes is ${silenceTimeoutMinutes} and never reached, jobTimeoutMinutes is ${jobTimeoutMinutes}: ${set("silenceTimeoutMinutes", jobTimeoutMinutes)}`,
    );
  }
  if (maxReceives <= maxAttempts) {
    problems.push(
      `maxReceives is ${maxReceives}, not more than maxAttempts ${maxAttempts}: the queue would drop jobs that still have attempts: ${set("maxReceives", Math.min(1000, Math.max(100, 10 * maxAttempts)))}`,
    );
  }
  if (necessaryString.includes("/")) {
    problems.push(
      `necessaryString is "${necessaryString}"; a file's name holds no "/": ${set("necessaryString", ".csv")}`,
    );
  }
  return problems;
}

function imageProblems(
  { image, engineUrl, engineSha256, engine }: Config,
  { set, unset }: CheckContext,
): readonly string[] {
  const problems: string[] = [];
  if (image !== undefined && (engineUrl ?? engineSha256) !== undefined) {
    problems.push(
      `image is set, so engineUrl and engineSha256 change nothing: ${unset("image")}, or ${unset("engineUrl")} and ${unset("engineSha256")}`,
    );
  } else if ((engineUrl === undefined) !== (engineSha256 === undefined)) {
    const [has, lacks] = engineUrl === undefined ? ["engineSha256", "engineUrl"] : ["engineUrl", "engineSha256"];
    const example = lacks === "engineUrl" ? FIJI_EXAMPLE : "<sha256 of the file>";
    problems.push(`${has} is set without ${lacks}; they go together: ${set(lacks as ConfigKey, example)}`);
  } else if (engine === "fiji" && image === undefined && engineUrl === undefined) {
    problems.push(
      `engine is fiji, but neither engineUrl nor image says which Fiji: ${set("engineUrl", FIJI_EXAMPLE)} and ${set("engineSha256", "<sha256 of the file>")}, or an image that holds one: ${set("image", "<registry/repository@sha256:digest>")}; macros that need no plugins of Fiji run without it: ${set("engine", "imagej")}`,
    );
  }
  if (engine !== "fiji" && image === undefined && engineUrl !== undefined) {
    problems.push(`engineUrl names a Fiji, but engine is ${engine}: ${set("engine", "fiji")}`);
  }
  return problems;
}

/** A list says everything once. */
function listProblems(config: Config, { unset }: CheckContext): readonly string[] {
  const lists = { instanceTypes: config.instanceTypes, notify: config.notify, subnetIds: config.subnetIds ?? [] };
  return Object.entries(lists).flatMap(([name, list]) => {
    const twice = list.filter((value, index) => list.indexOf(value) !== index);
    return [...new Set(twice)].map(
      (value) => `${name} has "${value}" twice: ${unset(name as ConfigKey, list.lastIndexOf(value))}`,
    );
  });
}
