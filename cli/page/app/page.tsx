import "./page.css";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { type State } from "../data/page-data";
import { Failures } from "./failures";
import { count, moment } from "./format";
import { openSource, type Source } from "./load";
import { makeModel, type Model } from "./model";
import { Plates } from "./plates";
import { SelectedPictures } from "./selected-pictures";

function Page({ source }: { readonly source: Source }) {
  const [model, setModel] = useState<Model>();
  const [problem, setProblem] = useState<string>();
  const [isConnected, setConnected] = useState(true);
  const [selected, setSelected] = useState<readonly number[]>([]);
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
  if (model === undefined) {
    return problem === undefined ? (
      <p class="opening">Opening …</p>
    ) : (
      <p class="problem">The data cannot be read: {problem}</p>
    );
  }
  const isLive = source.live !== undefined;
  return (
    <>
      <Head model={model} live={isLive ? (isConnected ? "live" : "lost") : undefined} />
      {problem !== undefined && <p class="problem">The last reading failed: {problem}</p>}
      <Plates model={model} selected={selected} onSelect={setSelected} />
      <SelectedPictures {...{ model, selected, source }} />
      <Failures model={model} onShowJobs={() => undefined} />
      <Notes model={model} />
    </>
  );
}

function Head({ model, live }: { readonly model: Model; readonly live: "live" | "lost" | undefined }) {
  const { data, counts } = model;
  return (
    <header>
      <h1>{data.title}</h1>
      {live !== undefined && (
        <span class={`badge ${live}`}>
          {live === "live" ? "live" : "no connection: the program that shows this page has ended"}
        </span>
      )}
      <p class="where">
        {data.place.description} · {data.plan === null ? "no submission" : moment(data.plan.createdAt)}
      </p>
      <Progress counts={counts} total={data.jobs.count} />
    </header>
  );
}

const ORDER: readonly State[] = ["done", "failed", "running", "waiting", "not run"];

function Progress({ counts, total }: { readonly counts: Model["counts"]; readonly total: number }) {
  const shown = ORDER.filter((state) => counts[state] > 0);
  return (
    <div class="progress">
      <div class="states" aria-hidden="true">
        {shown.map((state) => (
          <i key={state} class={state.replace(" ", "-")} style={{ flexGrow: counts[state] }} />
        ))}
      </div>
      <p>
        {total === 0 ? "No jobs yet" : count(total, "job")}
        {shown.map((state) => (
          <span key={state} class={`count ${state.replace(" ", "-")}`}>
            {counts[state]} {state}
          </span>
        ))}
      </p>
    </div>
  );
}

function Notes({ model: { data } }: { readonly model: Model }) {
  if (data.notes.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">What is not on this page</h2>
      <ul>
        {data.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  );
}

const root = document.getElementById("page");
if (root !== null) {
  root.textContent = "";
  render(<Page source={openSource()} />, root);
}
