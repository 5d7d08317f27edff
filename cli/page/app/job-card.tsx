import { useContext } from "preact/hooks";
import { FilesUrl } from "./files-url";
import { bytes, duration, moment, number } from "./format";
import { causeOf, filesOf, jobIdOf, jobName, madeByOf, type Model, valueAt } from "./model";
import { Prose } from "./prose";

interface JobCardProps {
  readonly model: Model;
  readonly job: number;
  /** Without the name, where it stands above. */
  readonly isNested?: boolean;
}

/** Everything that is known of one job. */
export function JobCard({ model, job, isNested = false }: JobCardProps) {
  const { data, states } = model;
  const { jobs } = data;
  const cause = causeOf(data, job);
  const state = states[job] ?? "not run";
  const { engine, versions } = madeByOf(data, job);
  const started = jobs.startedAt[job];
  return (
    <article class="job">
      {!isNested && <h3>{jobName(jobs, job)}</h3>}
      <p>
        <span class={`count ${state.replace(" ", "-")}`}>{state}</span>
        {typeof started === "number" && ` ${moment(jobs.baseMs + started * 100)}`}
        {typeof jobs.seconds[job] === "number" && ` · ${duration(jobs.seconds[job])}`}
        {typeof jobs.memoryMiB[job] === "number" && ` · ${jobs.memoryMiB[job]} MiB`}
        {(jobs.tries[job] ?? 1) > 1 && ` · attempt ${jobs.tries[job]}`}
        {valueAt(jobs.worker, job) !== undefined && ` · ${valueAt(jobs.worker, job)}`}
      </p>
      {cause !== undefined && (
        <p class="cause-text">
          <b>{cause.class}</b>
          {cause.line !== null && `, line ${cause.line}`}: {cause.reason}
          <br />
          <span class="soft">
            <Prose text={cause.advice} />
          </span>
        </p>
      )}
      <Numbers model={model} job={job} />
      <FileList title="Inputs" {...filesOf(data, jobs.inputs, job)} sizeBytes={jobs.bytesIn[job]} />
      <FileList
        title="Results"
        {...filesOf(data, jobs.outputs, job)}
        sizeBytes={jobs.bytesOut[job]}
        jobId={jobIdOf(data, job)}
      />
      <LogPart model={model} job={job} />
      <details>
        <summary>Parameters and versions</summary>
        <dl class="pairs">
          {Object.entries(JSON.parse(valueAt(jobs.parameters, job) ?? "{}") as Record<string, string>).map(
            ([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
          )}
          {engine !== undefined && (
            <div>
              <dt>engine</dt>
              <dd>{engine}</dd>
            </div>
          )}
          {Object.entries(versions ?? {}).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </article>
  );
}

/** A row a column of each table, its statistics side by side. */
function Numbers({ model: { data }, job }: { readonly model: Model; readonly job: number }) {
  const known = data.metrics.filter((metric) => typeof metric.job[job] === "number");
  const rows = known.filter(({ column }) => column === null);
  const statistics = [...new Set(known.filter(({ column }) => column !== null).map(({ statistic }) => statistic))];
  const columns = [
    ...new Set(known.flatMap(({ table, column }) => (column === null ? [] : [JSON.stringify([table, column])]))),
  ];
  const value = (id: string, statistic: string): string => {
    const found = known.find((one) => JSON.stringify([one.table, one.column]) === id && one.statistic === statistic);
    const numeric = found?.job[job];
    return typeof numeric === "number" ? number(numeric) : "";
  };
  return (
    <>
      {rows.map((metric) => (
        <p key={metric.table}>
          <b>{metric.job[job]}</b> rows in {metric.table}
        </p>
      ))}
      {columns.length > 0 && (
        <details open={columns.length <= 4}>
          <summary>{columns.length === 1 ? "1 column" : `${columns.length} columns`} of numbers</summary>
          <div class="scroll">
            <table class="small-table">
              <thead>
                <tr>
                  <th>column</th>
                  {statistics.map((statistic) => (
                    <th key={statistic}>{statistic}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {columns.map((id) => (
                  <tr key={id}>
                    <td>{(JSON.parse(id) as [string, string])[1]}</td>
                    {statistics.map((statistic) => (
                      <td key={statistic}>{value(id, statistic)}</td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      )}
    </>
  );
}

interface FileListProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly more: number;
  readonly sizeBytes: number | null | undefined;
  /** Of results, which a server sends. */
  readonly jobId?: string;
}

function FileList({ title, names, more, sizeBytes, jobId }: FileListProps) {
  const filesUrl = useContext(FilesUrl);
  if (names.length === 0) return null;
  return (
    <details>
      <summary>
        {title} ({names.length + more}
        {typeof sizeBytes === "number" ? `, ${bytes(sizeBytes)}` : ""})
      </summary>
      <ul class="files">
        {names.map((name) => (
          <li key={name}>
            {filesUrl === undefined || jobId === undefined ? (
              <code>{name}</code>
            ) : (
              <a href={`${filesUrl}/result?${new URLSearchParams({ job: jobId, key: name }).toString()}`} download="">
                <code>{name}</code>
              </a>
            )}
          </li>
        ))}
        {more > 0 && <li>and {more} more</li>}
      </ul>
    </details>
  );
}

function LogPart({ model: { data }, job }: { readonly model: Model; readonly job: number }) {
  const { jobs } = data;
  const filesUrl = useContext(FilesUrl);
  const tail = jobs.logTail[String(job)];
  if (valueAt(jobs.root, job) === undefined) return null; // it never began
  const id = jobIdOf(data, job);
  const path = `${valueAt(jobs.root, job) ?? ""}.dfiji/logs/${id}.log`;
  return (
    <details open={tail !== undefined && tail.length < 400}>
      <summary>{tail === undefined ? "Log" : "Last lines of the log"}</summary>
      {tail !== undefined && <pre>{tail}</pre>}
      {/* a file of many jobs leaves the ids of done ones out */}
      {!id.endsWith(" ") && (
        <p class="path">
          whole log:{" "}
          <code>
            {data.place.kind === "folder" ? `${data.place.description}/${path}` : data.place.description + path}
          </code>
          {filesUrl !== undefined && (
            <>
              {" "}
              <a
                href={`${filesUrl}/log?${new URLSearchParams({ job: id }).toString()}`}
                target="_blank"
                rel="noreferrer"
              >
                open
              </a>
            </>
          )}
        </p>
      )}
    </details>
  );
}
