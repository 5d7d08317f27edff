import "./page.css";
import { render } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Metric, type State } from "../data/page-data";
import { firstMetric } from "../statistics/wells";
import { type Actions } from "./actions";
import { Failures } from "./failures";
import { FilesUrl } from "./files-url";
import { Findings } from "./findings";
import { count, duration, moment, number } from "./format";
import { JobCard } from "./job-card";
import { type Chosen, Jobs } from "./jobs";
import { openSource, type Source } from "./load";
import { jobName, makeModel, type Model, wellLabel } from "./model";
import { Plates } from "./plates";
import { Prose } from "./prose";
import { Provenance } from "./provenance";
import { SelectedPictures } from "./selected-pictures";
import { Timeline } from "./timeline";

function Page({ source }: { readonly source: Source }) {
  const { model, problem, isConnected } = useModel(source);
  const [selected, setSelected] = useState<readonly number[]>([]);
  const [chosen, setChosen] = useState<Chosen>();
  const [opened, setOpened] = useState<number>();
  const [metric, setMetric] = useState<Metric>();
  const actions = useMemo(
    (): Actions => ({
      showWells: (wells) => {
        setSelected(wells);
        document.getElementById("plates")?.scrollIntoView({ block: "start" });
      },
      showJobs: (jobs, label) => {
        setChosen({ jobs, label });
        document.getElementById("jobs")?.scrollIntoView({ block: "start" });
      },
      openJob: setOpened,
      chooseMetric: setMetric,
    }),
    [],
  );
  if (model === undefined) {
    return problem === undefined ? (
      <p class="opening">Opening …</p>
    ) : (
      <p class="problem">The data cannot be read: {problem}</p>
    );
  }
  const live = source.live === undefined ? undefined : isConnected ? "live" : "lost";
  return (
    <FilesUrl.Provider value={source.live?.filesUrl}>
      <Head model={model} live={live} />
      {problem !== undefined && <p class="problem">The last reading failed: {problem}</p>}
      {model.data.jobs.count === 0 && <Empty model={model} />}
      <Findings model={model} metric={metric ?? firstMetric(model.data)} actions={actions} />
      <Notes model={model} />
      <Plates model={model} selected={selected} onSelect={setSelected} actions={actions} />
      <SelectedPictures {...{ model, selected, source }} />
      <Failures model={model} actions={actions} />
      <Timeline model={model} actions={actions} />
      <Jobs model={model} chosen={chosen} onAll={() => setChosen(undefined)} actions={actions} />
      <Provenance model={model} />
      {opened !== undefined && (
        <JobDialog
          model={model}
          job={opened}
          onClose={() => setOpened(undefined)}
          onWell={(well) => {
            setOpened(undefined);
            actions.showWells([well]);
          }}
        />
      )}
    </FilesUrl.Provider>
  );
}

/** The newest data; wells and jobs keep their places while a plan runs, so a selection stays. */
function useModel(source: Source) {
  const [model, setModel] = useState<Model>();
  const [problem, setProblem] = useState<string>();
  const [isConnected, setConnected] = useState(true);
  useEffect(() => {
    const read = async (): Promise<void> => {
      try {
        setModel(makeModel(await source.read()));
        setProblem(undefined);
      } catch (error) {
        setProblem((error as Error).message);
      }
    };
    void read();
    source.watch(() => void read(), setConnected);
  }, []);
  return { model, problem, isConnected };
}

function Head({ model, live }: { readonly model: Model; readonly live: "live" | "lost" | undefined }) {
  const { data } = model;
  const last = data.jobs.startedAt.reduce<number>(
    (most, at, job) => (at === null ? most : Math.max(most, at / 10 + (data.jobs.seconds[job] ?? 0))),
    0,
  );
  return (
    <header>
      <div class="title">
        <h1>{data.title}</h1>
        {live !== undefined && (
          <span class={`badge ${live}`} role="status">
            {live === "live" ? "live" : "no connection: the program that shows this page has ended"}
          </span>
        )}
      </div>
      <p class="where">
        {data.place.description}
        {data.plan !== null && ` · ${moment(data.plan.createdAt)}`}
        {last > 0 && ` · ${duration(last)}`}
        {data.run !== null && ` · running since ${moment(data.run.startedAt)}`}
      </p>
      <Progress model={model} />
      {typeof data.run?.trouble === "string" && <p class="problem">Jobs wait: {data.run.trouble}</p>}
      {data.cost !== null && (
        <p class="soft">
          {data.cost.isComplete ? "About" : "At least"} {data.cost.usd.toFixed(2)} USD since {moment(data.cost.since)}{" "}
          by spot prices, {data.cost.usdPerHour.toFixed(2)} USD an hour now
        </p>
      )}
      {data.queue !== null && (
        <p class="soft">
          In the queue: {number(data.queue.waiting)} waiting, {number(data.queue.inFlight)} running
          {data.queue.deadLetters !== null && data.queue.deadLetters > 0 && (
            <>
              ; {number(data.queue.deadLetters)} in the dead-letter queue:{" "}
              <code>dfiji failures {data.place.words}</code>
            </>
          )}
        </p>
      )}
    </header>
  );
}

const ORDER: readonly State[] = ["done", "failed", "running", "waiting", "not run"];

function Progress({ model: { counts, data } }: { readonly model: Model }) {
  const shown = ORDER.filter((state) => counts[state] > 0);
  const nameOf = (state: State): string =>
    state === "waiting" && !data.place.knowsRunning ? "waiting or running" : state;
  return (
    <div class="progress">
      <div class="states" aria-hidden="true">
        {shown.map((state) => (
          <i key={state} class={state.replace(" ", "-")} style={{ flexGrow: counts[state] }} />
        ))}
      </div>
      <p>
        <b>{count(data.jobs.count, "job")}</b>
        {shown.map((state) => (
          <span key={state} class={`count ${state.replace(" ", "-")}`}>
            {number(counts[state])} {nameOf(state)}
          </span>
        ))}
      </p>
    </div>
  );
}

function Empty({ model: { data } }: { readonly model: Model }) {
  return (
    <p class="hint">
      No job is done, failed or planned in {data.place.description} yet. <code>dfiji local</code> or{" "}
      <code>dfiji submit</code> makes jobs.
    </p>
  );
}

/** What is left out stays in sight: a part of the results must not be taken for all. */
function Notes({ model: { data } }: { readonly model: Model }) {
  if (data.notes.length === 0) return null;
  return (
    <details class="notes" open={data.notes.length <= 3}>
      <summary>
        {data.notes.length === 1
          ? "1 note on what this page shows"
          : `${data.notes.length} notes on what this page shows`}
      </summary>
      <ul>
        {data.notes.map((note) => (
          <li key={note}>
            <Prose text={note} />
          </li>
        ))}
      </ul>
    </details>
  );
}

interface DialogProps {
  readonly model: Model;
  readonly job: number;
  readonly onClose: () => void;
  readonly onWell: (well: number) => void;
}

function JobDialog({ model, job, onClose, onWell }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const well = model.data.jobs.well[job] ?? -1;
  useEffect(() => dialog.current?.showModal(), [job]);
  return (
    <dialog
      ref={dialog}
      aria-label={jobName(model.data.jobs, job)}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div class="inside">
        <button class="close" onClick={onClose} aria-label="Close">
          ×
        </button>
        <JobCard model={model} job={job} />
        {well !== -1 && (
          <button class="link" onClick={() => onWell(well)}>
            show well {wellLabel(model, well)} on the plate
          </button>
        )}
      </div>
    </dialog>
  );
}

const root = document.getElementById("page");
if (root !== null) {
  root.textContent = "";
  render(<Page source={openSource()} />, root);
}
