import {
  copiesThatFit,
  equalHeapMiB,
  HEAP_SHARE,
  heapPlan,
  MIN_HEAP_MIB,
  overheadMiBPerCopy,
} from "../../policy/rules/heap";
import { jobsPerCopyFor } from "../../policy/rules/capacity";
import { holdTooLong, LONGEST_HOLD_SECONDS, queueProblems } from "../../policy/rules/queue";
import { counted, grouped } from "../../policy/rules/text";
import { bucketsOf } from "./buckets";
import { type CheckContext } from "./check-context";
import { type Config, type ConfigKey, EXPERIMENT, isWebhook } from "./keys";
import { moneyProblems, onDemandProblems } from "./money-checks";
import { diskProblems, placeWarnings, sizeProblems, typeProblems } from "./placement-checks";
import { scriptFacts } from "./script-checks";

const FIJI_EXAMPLE = "https://downloads.example.org/fiji-linux64.zip";
/** A service runs at most 5,000 tasks. */
const MOST_TASKS = 5000;

/** `script` reads the script's file. */
type Check = (config: Config, context: CheckContext, script: () => ReturnType<typeof scriptFacts>) => readonly string[];

/** Small ones: a check that reads a wrong key is left out as a whole. */
const CHECKS: readonly Check[] = [
  inputProblems,
  mountProblems,
  logProblems,
  (_config, _context, script) => script().problems,
  commandProblems,
  diskProblems,
  typeProblems,
  sizeProblems,
  heapProblems,
  fleetSizeProblems,
  sizeWishProblems,
  moneyProblems,
  onDemandProblems,
  queueSettingProblems,
  holdProblems,
  silenceProblems,
  receiveProblems,
  nameProblems,
  imageProblems,
  webhookProblems,
  ...(["instanceTypes", "notify", "subnetIds"] as const).map(
    (name): Check =>
      (config, { unset }) =>
        twice(config[name] ?? []).map(
          (value) => `${name} has "${value}" twice: ${unset(name, config[name]?.lastIndexOf(value))}`,
        ),
  ),
];

/** What single values cannot tell: whether they go together. Answers with the config, the script's digest filled in. */
export function checkTogether(
  config: Config,
  context: CheckContext,
): { readonly config: Config; readonly problems: readonly string[]; readonly warnings: readonly string[] } {
  const script = scriptFacts(config, context);
  return {
    config: { ...config, ...(script.sha256 === undefined ? {} : { scriptSha256: script.sha256 }) },
    problems: CHECKS.flatMap((check) => check(config, context, () => script)),
    warnings: [...inputWarnings(config, context), ...placeWarnings(config)],
  };
}

/** Problems of keys that are right by themselves, while others (`wrong`) are not: their values here are examples. */
export function problemsWithout(wrong: ReadonlySet<string>, config: Config, context: CheckContext): readonly string[] {
  const isWrong = new Error("a wrong key was read");
  const right = new Proxy(config, {
    get(values, name: ConfigKey) {
      if (wrong.has(name)) throw isWrong;
      return values[name];
    },
  });
  return CHECKS.flatMap((check) => {
    try {
      return check(right, context, () => scriptFacts(right, context));
    } catch (error) {
      if (error === isWrong) return [];
      throw error;
    }
  });
}

/** Characters of all addresses: a function's environment has at most 4 KB. */
const MOST_WEBHOOK_CHARACTERS = 3000;

/** Who knows the address of a webhook can post there: it does not stand in the stack's file as it is. */
function webhookProblems({ notify }: Config, { encrypt, isSecret, unset }: CheckContext): readonly string[] {
  const webhooks = notify.filter(isWebhook);
  const index = notify.findIndex(isWebhook);
  const length = webhooks.join("").length;
  return [
    ...(webhooks.length > 0 && !isSecret("notify")
      ? [
          `notify[${index}] is a webhook and stands in the stack's file as it is; encrypt it: ${encrypt("notify", index)}`,
        ]
      : []),
    ...(length > MOST_WEBHOOK_CHARACTERS
      ? [
          `the webhooks in notify have ${length} characters, at most ${MOST_WEBHOOK_CHARACTERS}: ${unset("notify", index)}`,
        ]
      : []),
  ];
}

/** Jobs may overwrite what is below the output folder: no input may be there. */
function inputProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { inputPrefix, outputPrefix } = config;
  if (config.inputBucket !== config.outputBucket) {
    const { input, output } = bucketsOf(config, "");
    if (input.name !== output.name) return []; // two buckets
  }
  if (inputPrefix === "" || !inputPrefix.startsWith(outputPrefix)) return [];
  return [
    `outputPrefix is "${outputPrefix}" and holds inputPrefix "${inputPrefix}": jobs could overwrite their inputs; choose another folder: ${set("outputPrefix", `${EXPERIMENT}/results/`)}`,
  ];
}

function logProblems({ outputPrefix, logPrefix }: Config, { set }: CheckContext): readonly string[] {
  if (!logPrefix.startsWith(outputPrefix) && !outputPrefix.startsWith(logPrefix)) return [];
  return [
    `logPrefix is "${logPrefix}" and outputPrefix "${outputPrefix}": one holds the other; keep them apart: ${set("outputPrefix", `${EXPERIMENT}/results/`)} and ${set("logPrefix", `${EXPERIMENT}/logs/`)}`,
  ];
}

function inputWarnings(config: Config, { set }: CheckContext): readonly string[] {
  const { inputPrefix } = config;
  const { name: bucket } = bucketsOf(config, "").input;
  if (inputPrefix !== "") return [];
  return [
    `inputPrefix is "": every job may read all of bucket "${bucket}", other experiments' results among it; name the folder of the inputs: ${set("inputPrefix", "plates/")}`,
  ];
}

/** Machines mount with a role of their own, which the policy for a foreign bucket does not name. */
function mountProblems({ mountBucket, inputBucketOwner }: Config, { set, unset }: CheckContext): readonly string[] {
  if (!mountBucket || inputBucketOwner === undefined) return [];
  return [
    `mountBucket is true and inputBucketOwner ${inputBucketOwner}: only workers can read another account's bucket, machines cannot mount it: ${set("mountBucket", "false")}, or, for a bucket of this account, ${unset("inputBucketOwner")}`,
  ];
}

function commandProblems({ engine, command }: Config, { set }: CheckContext): readonly string[] {
  if (engine !== "command" && command !== undefined) {
    return [`command is set but engine is ${engine}, which does not use it: ${set("engine", "command")}`];
  }
  return [];
}

/** The copies share their heap by the same rule that the worker uses; too small a part fails on ordinary images. */
function heapProblems(config: Config, { set }: CheckContext): readonly string[] {
  const { engine, memoryMiBPerTask, copiesPerTask } = config;
  if (engine === "command") return [];
  const overheadMiB = overheadMiBPerCopy(config);
  if (config.heapMiBPerCopy !== undefined) return fixedHeapProblems(config, overheadMiB, { set });
  const fit = copiesThatFit(memoryMiBPerTask, copiesPerTask, overheadMiB);
  if (fit >= copiesPerTask) return [];
  const enough = Math.ceil((copiesPerTask * (MIN_HEAP_MIB + overheadMiB)) / HEAP_SHARE);
  const heapMiB = Math.max(0, equalHeapMiB(memoryMiBPerTask, copiesPerTask, overheadMiB));
  const fewer = fit > 0 ? ` or ${set("copiesPerTask", fit)}` : "";
  return [
    `memoryMiBPerTask is ${memoryMiBPerTask}: each of ${copiesPerTask} copies has ${heapMiB} MiB of heap and needs ${MIN_HEAP_MIB}: ${set("memoryMiBPerTask", enough)}${fewer}`,
  ];
}

/** What one job can have of its task, in numbers. */
export function sharingNote(config: Config): string {
  const { engine, copiesPerTask, memoryMiBPerTask, heapMiBPerCopy, vcpusPerTask } = config;
  const task = `${grouped(memoryMiBPerTask)} MiB and ${counted(vcpusPerTask, "vCPU")} of a task`;
  const { heapMiB, keptHeapMiB } = heapPlan(config, memoryMiBPerTask, copiesPerTask, heapMiBPerCopy);
  if (copiesPerTask === 1) {
    return engine === "command"
      ? `one job has the ${task}`
      : `one job has the ${task}: ${grouped(heapMiB)} MiB of heap`;
  }
  const shared = `${copiesPerTask} copies share the ${task}`;
  if (engine === "command") return `${shared}; one job may use them all, and the others wait until it fits`;
  if (heapMiBPerCopy !== undefined) return `${shared}: ${grouped(heapMiB)} MiB of heap for each (heapMiBPerCopy)`;
  return `${shared}: up to ${grouped(heapMiB)} MiB of heap for one job while the others wait, ${grouped(keptHeapMiB)} each when all are busy`;
}

/** All copies may have a heap that is fixed full together. */
function fixedHeapProblems(
  { heapMiBPerCopy = 0, memoryMiBPerTask, copiesPerTask }: Config,
  overheadMiB: number,
  { set }: Pick<CheckContext, "set">,
): readonly string[] {
  const needed = copiesPerTask * (heapMiBPerCopy + overheadMiB);
  if (needed <= memoryMiBPerTask) return [];
  const most = Math.floor(memoryMiBPerTask / copiesPerTask) - overheadMiB;
  const lower = most >= MIN_HEAP_MIB ? ` or ${set("heapMiBPerCopy", most)}` : "";
  return [
    `heapMiBPerCopy is ${heapMiBPerCopy}: ${copiesPerTask} × (${heapMiBPerCopy} + ${overheadMiB} MiB besides the heap) need ${needed} MiB, and memoryMiBPerTask is ${memoryMiBPerTask}: ${set("memoryMiBPerTask", needed)}${lower}`,
  ];
}

function fleetSizeProblems({ machines, tasksPerMachine }: Config, { set }: CheckContext): readonly string[] {
  const tasks = machines * tasksPerMachine;
  if (tasks <= MOST_TASKS) return [];
  return [
    `machines × tasksPerMachine are ${tasks} tasks; an ECS service runs at most ${MOST_TASKS}: ${set("machines", Math.floor(MOST_TASKS / tasksPerMachine))}`,
  ];
}

/** One number must not be said twice, and each of the two minutes is nothing without the other. */
function sizeWishProblems(config: Config, { set, unset }: CheckContext): readonly string[] {
  const { jobsPerCopy, typicalJobMinutes, finishWithinMinutes } = config;
  if (typicalJobMinutes === undefined && finishWithinMinutes === undefined) return [];
  if (typicalJobMinutes === undefined) {
    return [
      `finishWithinMinutes is ${finishWithinMinutes} without typicalJobMinutes, which it is divided by: ${set("typicalJobMinutes", 2.5)}, or ${unset("finishWithinMinutes")}`,
    ];
  }
  if (finishWithinMinutes === undefined) {
    return [
      `typicalJobMinutes is ${typicalJobMinutes} without finishWithinMinutes: ${set("finishWithinMinutes", 120)}, or ${unset("typicalJobMinutes")}`,
    ];
  }
  if (jobsPerCopy === undefined) return [];
  const own = jobsPerCopyFor({ typicalJobMinutes, finishWithinMinutes });
  return [
    `jobsPerCopy is ${jobsPerCopy}, and typicalJobMinutes ${typicalJobMinutes} with finishWithinMinutes ${finishWithinMinutes} make it ${own}: say one of both: ${unset("jobsPerCopy")}`,
  ];
}

function queueSettingProblems({ leaseSeconds, maxReceives }: Config): readonly string[] {
  return queueProblems({ visibilitySeconds: leaseSeconds, maxReceives });
}

function holdProblems({ leaseSeconds, jobTimeoutMinutes }: Config, { set }: CheckContext): readonly string[] {
  const hold = holdTooLong({ leaseSeconds, jobTimeoutMinutes });
  if (hold === undefined) return [];
  return [
    `jobTimeoutMinutes ${jobTimeoutMinutes} and leaseSeconds ${leaseSeconds} may hold a message for ${hold.heldSeconds} s, SQS ends at ${LONGEST_HOLD_SECONDS}: ${set("leaseSeconds", hold.longestLeaseSeconds)}`,
  ];
}

function silenceProblems(
  { jobTimeoutMinutes, silenceTimeoutMinutes }: Config,
  { set }: CheckContext,
): readonly string[] {
  if (silenceTimeoutMinutes <= jobTimeoutMinutes) return [];
  return [
    `silenceTimeoutMinutes is ${silenceTimeoutMinutes} and never reached, jobTimeoutMinutes is ${jobTimeoutMinutes}: ${set("silenceTimeoutMinutes", jobTimeoutMinutes)}`,
  ];
}

function receiveProblems({ maxReceives, maxAttempts }: Config, { set }: CheckContext): readonly string[] {
  if (maxReceives > maxAttempts) return [];
  return [
    `maxReceives is ${maxReceives}, not more than maxAttempts ${maxAttempts}: the queue would drop jobs that still have attempts: ${set("maxReceives", Math.min(1000, Math.max(100, 10 * maxAttempts)))}`,
  ];
}

function nameProblems({ necessaryString }: Config, { set }: CheckContext): readonly string[] {
  if (!necessaryString.includes("/")) return [];
  return [`necessaryString is "${necessaryString}"; a file's name holds no "/": ${set("necessaryString", ".csv")}`];
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

/** What a list has more than once, each named once. */
function twice(list: readonly string[]): readonly string[] {
  return [...new Set(list.filter((value, index) => list.indexOf(value) !== index))];
}
