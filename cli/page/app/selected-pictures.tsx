import { useMemo } from "preact/hooks";
import { type Source } from "./load";
import { jobIdOf, type Model, valueAt, wellLabel } from "./model";
import { WellPictures } from "./well-pictures";

interface SelectedProps {
  readonly model: Model;
  readonly selected: readonly number[];
  readonly source: Source;
}

/** The pictures of the selected wells, where a server can draw them. */
export function SelectedPictures({ model, selected, source }: SelectedProps) {
  const jobs = useMemo(
    () =>
      selected.flatMap((well) =>
        (model.jobsOfWell[well] ?? []).map((job) => {
          const site = valueAt(model.data.jobs.site, job);
          const label = `${wellLabel(model, well)}${site === undefined ? "" : `, site ${site}`}`;
          return { jobId: jobIdOf(model.data, job), label };
        }),
      ),
    [model, selected],
  );
  const filesUrl = source.live?.filesUrl;
  if (filesUrl === undefined || jobs.length === 0) return null;
  return <WellPictures filesUrl={filesUrl} jobs={jobs} ended={model.counts.done + model.counts.failed} />;
}
