import { useMemo } from "preact/hooks";
import { type Metric } from "../data/page-data";
import { unitOf } from "../statistics/findings";
import { median, robustSd } from "../statistics/robust";
import { wellValues } from "../statistics/wells";
import { number } from "./format";
import { JobCard } from "./job-card";
import { jobName, type Model, valueAt, wellLabel } from "./model";

interface WellPanelProps {
  readonly model: Model;
  readonly wells: readonly number[];
  readonly metric: Metric | undefined;
  readonly onClose: () => void;
}

/** The selected wells side by side. */
export function WellPanel({ model, wells, metric, onClose }: WellPanelProps) {
  return (
    <div class="wells">
      {wells.map((well) => (
        <WellCard key={well} model={model} well={well} metric={metric} />
      ))}
      <button class="close" onClick={onClose} aria-label="Close the wells">
        ×
      </button>
    </div>
  );
}

function WellCard({ model, well, metric }: Omit<WellPanelProps, "wells" | "onClose"> & { readonly well: number }) {
  const { data, jobsOfWell } = model;
  const jobs = jobsOfWell[well] ?? [];
  const layout = Object.entries(data.layout?.columns ?? {}).flatMap(([name, column]) => {
    const value = valueAt(column, well);
    return value === undefined ? [] : [{ name, value }];
  });
  return (
    <section class="well-card" aria-label={`Well ${wellLabel(model, well)}`}>
      <h3>{wellLabel(model, well)}</h3>
      {layout.length > 0 && <p class="soft">{layout.map(({ name, value }) => `${name} ${value}`).join(" · ")}</p>}
      {metric !== undefined && <WellNumber model={model} well={well} metric={metric} />}
      {jobs.length === 0 && <p class="hint">No job is planned in this well.</p>}
      {jobs.map((job) => (
        <details key={job} class="job-of-well" open={jobs.length <= 2}>
          <summary>
            <b>{jobName(data.jobs, job)}</b>
          </summary>
          <JobCard model={model} job={job} isNested={true} />
        </details>
      ))}
    </section>
  );
}

/** `954 nuclei: 31 robust SD above the plate's median of 77` */
function WellNumber({
  model,
  well,
  metric,
}: {
  readonly model: Model;
  readonly well: number;
  readonly metric: Metric;
}) {
  const values = useMemo(() => wellValues(model.data, metric, model.jobsOfWell), [model, metric]);
  const value = values[well] ?? null;
  if (value === null) return null;
  const plate = model.plates.find(({ wells }) => wells.includes(well));
  const of = (plate?.wells ?? []).flatMap((one) => values[one] ?? []);
  const [middle, spread] = [median(of) ?? 0, robustSd(of) ?? 0];
  const score = spread > 0 ? (value - middle) / spread : undefined;
  return (
    <p class="well-number">
      <b>{number(value)}</b> {unitOf(metric)}
      {score !== undefined && (
        <span class="soft">
          {" "}
          {Math.abs(score).toFixed(1)} robust SD {score < 0 ? "below" : "above"} the plate’s median of {number(middle)}
        </span>
      )}
    </p>
  );
}
