import { type Metric } from "../data/page-data";
import { percentOfControls, percentOfNegative } from "../statistics/controls";
import { median, robustSd } from "../statistics/robust";
import { firstMetric, rolesOf } from "../statistics/wells";
import {
  bScoreColouring,
  type Colouring,
  failureColouring,
  jobColouring,
  layoutColouring,
  metricColouring,
  scaledColouring,
  stateColouring,
} from "./colouring";
import { metricLabel, type Model } from "./model";

/** One entry of the list of colourings. */
export interface Choice {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  /** What sentences and plots are about with it. */
  readonly metric?: Metric;
  readonly make: () => Colouring;
}

/** Everything that plates can be coloured by: numbers of the results, the run, the layout. */
export function choicesOf(model: Model): readonly Choice[] {
  return [...metricChoices(model), ...runChoices(model), ...layoutChoices(model)];
}

/** Numbers of the results once there are some; while jobs run, how far they are. */
export function firstChoice(choices: readonly Choice[], { data, counts }: Model): Choice | undefined {
  const metric = firstMetric(data);
  const isOver = counts.running + counts.waiting === 0;
  const first = isOver && metric !== undefined ? choices.find((choice) => choice.metric === metric) : undefined;
  return first ?? choices.find(({ id }) => id === "state");
}

function metricChoices(model: Model): Choice[] {
  const { data } = model;
  return data.metrics.flatMap((metric, index): Choice[] => {
    const label = metricLabel(metric);
    const isShared = metric.column === null && metric.well !== null;
    const whole = `${label}${data.tables.length > 1 && metric.column !== null ? `, ${metric.table}` : ""}`;
    const first = isShared ? `${whole} per job` : whole;
    const choice = { group: metric.table, metric };
    return [
      {
        ...choice,
        id: `m${index}`,
        label: isShared ? `${label} per job` : label,
        make: () => metricColouring(model, metric, first),
      },
      ...(isShared
        ? [
            {
              ...choice,
              id: `s${index}`,
              label: `${label}, sum`,
              make: () => metricColouring(model, metric, `${whole}, sum`, true),
            },
          ]
        : []),
      ...scaledChoices(model, metric, index, whole),
    ];
  });
}

function scaledChoices(model: Model, metric: Metric, index: number, label: string): Choice[] {
  const role = rolesOf(model.data);
  const choice = { group: `${metric.table}, by plate`, metric };
  const score = `${label}, robust SD from the median`;
  const scaled = (name: string, text: string, scaleOf: Parameters<typeof scaledColouring>[3]): Choice => ({
    ...choice,
    id: `${name}${index}`,
    label: text,
    make: () => scaledColouring(model, metric, text, scaleOf),
  });
  const known = (wells: readonly number[], values: readonly (number | null)[], wanted?: string): number[] =>
    wells.filter((well) => wanted === undefined || role?.(well) === wanted).flatMap((well) => values[well] ?? []);
  return [
    scaled("z", score, (wells, values) => {
      const [middle, spread] = [median(known(wells, values)), robustSd(known(wells, values))];
      return middle === undefined || spread === undefined || spread === 0
        ? undefined
        : (value) => (value - middle) / spread;
    }),
    {
      ...choice,
      id: `b${index}`,
      label: `${label}, B-score`,
      make: () => bScoreColouring(model, metric, `${label}, B-score`),
    },
    ...(role === undefined
      ? []
      : [
          scaled("c", `${label}, % of controls (0: −, 100: +)`, (wells, values) =>
            percentOfControls(known(wells, values, "positive"), known(wells, values, "negative")),
          ),
          scaled("n", `${label}, % of negative control`, (wells, values) =>
            percentOfNegative(known(wells, values, "negative")),
          ),
        ]),
  ];
}

function runChoices(model: Model): Choice[] {
  const { seconds, memoryMiB } = model.data.jobs;
  const has = (column: readonly (number | null)[]): boolean => column.some((value) => value !== null);
  const group = "Run";
  const number = (id: string, label: string, column: readonly (number | null)[]): Choice[] =>
    has(column) ? [{ id, group, label, make: () => jobColouring(model, label, column) }] : [];
  return [
    { id: "state", group, label: "State", make: () => stateColouring(model) },
    ...(model.counts.failed > 0
      ? [{ id: "failure", group, label: "Failure", make: () => failureColouring(model) }]
      : []),
    ...number("seconds", "Seconds", seconds),
    ...number("memory", "Peak memory, MiB", memoryMiB),
  ];
}

const layoutChoices = (model: Model): Choice[] =>
  Object.keys(model.data.layout?.columns ?? {}).map((name) => ({
    id: `l${name}`,
    group: "Layout",
    label: name,
    make: () => layoutColouring(model, name),
  }));
