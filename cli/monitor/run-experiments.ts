import { readDoneIndex } from "../bookkeeping/done-index";
import { readSubmissions, rootsOf } from "../bookkeeping/submissions";
import { costOf, machineSpans, readPrices } from "../experiment/cost";
import { isUp } from "../experiment/facts";
import { type Experiment, type ExperimentOptions, openExperiment } from "../experiment/open-experiment";
import { readJobs, readMachines } from "../experiment/read-facts";
import { projectFolder, listStacks, type Stack } from "../pulumi/stacks";
import { CliError, EXIT, type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { broken } from "../shared/styled";
import { usd } from "./render";

/** One stack of the project; without `counts` it has no experiment on AWS, or it cannot be read: `problem` says why. */
export interface ExperimentRow {
  readonly stack: string;
  readonly selected: boolean;
  readonly lastUpdate?: string | undefined;
  readonly updateInProgress: boolean;
  readonly counts?: ExperimentCounts | undefined;
  readonly problem?: string | undefined;
}

export interface ExperimentCounts {
  readonly region: string;
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
  readonly machines: number;
  readonly usdPerHour: number;
  readonly pricesComplete: boolean;
  /** The fleet's hard end. */
  readonly validUntil: string;
}

export type ExperimentsOptions = Pick<ExperimentOptions, "endpoint"> & { readonly json?: boolean };

/** `dfiji experiments`. 1 when some stack could not be read. */
export async function runExperiments(options: ExperimentsOptions, io: CliIo): Promise<ExitCode> {
  if (projectFolder(io.cwd) === undefined) {
    throw new CliError(EXIT.badInput, `no Pulumi project in ${io.cwd} or above it`, [
      "call it in the project's folder",
    ]);
  }
  const rows: ExperimentRow[] = [];
  for (const stack of await listStacks(io.cwd)) rows.push(await rowOf(stack, options, io));
  if (options.json === true) for (const row of rows) await io.stdout(JSON.stringify(row));
  else await io.stdout(table(rows, io.columns));
  return rows.some(({ problem }) => problem !== undefined) ? EXIT.failed : EXIT.done;
}

async function rowOf(stack: Stack, options: ExperimentsOptions, io: CliIo): Promise<ExperimentRow> {
  const { name, current, lastUpdate, updateInProgress } = stack;
  const row = { stack: name, selected: current, lastUpdate, updateInProgress };
  if (lastUpdate === undefined) return row;
  try {
    return { ...row, counts: await countsOf(await openExperiment({ ...options, stack: name }, io), io) };
  } catch (error) {
    // one stack that cannot be read must not hide the others
    return { ...row, problem: error instanceof Error ? error.message : String(error) };
  }
}

async function countsOf({ deployment, queues, clients, outputs }: Experiment, io: CliIo): Promise<ExperimentCounts> {
  const now = new Date();
  const [jobs, machines, submissions] = await Promise.all([
    readJobs(queues),
    readMachines(clients, deployment),
    readSubmissions(outputs, (text) => io.stderr(text)),
  ]);
  const done = (await readDoneIndex(outputs, rootsOf(submissions))).size;
  const up = machines.filter(isUp);
  const prices = await readPrices(
    clients,
    deployment,
    up.map(({ type }) => type),
    now,
  );
  const { storageGiB = 0, publicIp = true, region, validUntil } = deployment;
  const spans = machineSpans({ now: now.toISOString(), machines: up, fleetEvents: [] }, deployment, new Date(0));
  const { usdPerHour, isComplete } = costOf(spans, prices, { storageGiB, publicIp, now });
  return {
    region,
    waiting: jobs.waiting,
    running: jobs.running,
    done,
    failed: jobs.dead,
    machines: up.length,
    usdPerHour,
    pricesComplete: isComplete,
    validUntil,
  };
}

const HEADERS = ["stack", "waiting", "running", "done", "failed", "machines", "USD/h", "ends"] as const;

/** @param columns of the terminal: where a row is wider, its stack has a line of its own. Default: none is */
function table(rows: readonly ExperimentRow[], columns = Infinity): readonly string[] {
  const names = rows.map(
    ({ stack, selected, updateInProgress }) =>
      `${stack}${selected ? " *" : ""}${updateInProgress ? " (updating)" : ""}`,
  );
  const cells = rows.map(({ counts }) => (counts === undefined ? undefined : cellsOf(counts)));
  const [nameHeader, ...headers] = HEADERS;
  const all = [headers, ...cells];
  const widths = headers.map((_, column) => Math.max(...all.map((row) => row?.[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  const nameWidth = Math.max(...[nameHeader, ...names].map((name) => name.length));
  const isNarrow = nameWidth + 2 + Math.max(...all.map((row) => line(row ?? []).length)) < columns;
  const indent = isNarrow ? nameWidth + 2 : 2;
  const below = (name: string, texts: readonly string[]): string[] => {
    const others = texts.map((text) => " ".repeat(indent) + text);
    if (!isNarrow) return [name, ...others];
    return [`${name.padEnd(indent)}${texts[0] ?? ""}`.trimEnd(), ...others.slice(1)];
  };
  const textOf = ({ problem, lastUpdate }: ExperimentRow): string =>
    problem ?? (lastUpdate === undefined ? "not created: pulumi up" : "");
  return [
    ...below(nameHeader, [line(headers)]),
    ...rows.flatMap((row, index) => {
      const known = cells[index];
      const texts = known === undefined ? broken(textOf(row), columns - 1 - indent) : [line(known)];
      return below(names[index] ?? "", texts);
    }),
  ];
}

function cellsOf(counts: ExperimentCounts): readonly string[] {
  const { waiting, running, done, failed, machines, usdPerHour, pricesComplete, validUntil } = counts;
  const price = `${pricesComplete ? "" : ">"}${usd(usdPerHour).replace(" USD", "")}`;
  return [...[waiting, running, done, failed, machines].map(String), price, validUntil];
}
