import { useContext } from "preact/hooks";
import { FilesUrl } from "./files-url";
import { bytes, duration, moment } from "./format";
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
  const numbers = data.metrics.filter((metric) => metric.job[job] !== null && metric.job[job] !== undefined);
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
      {numbers.length > 0 && (
        <dl class="pairs">
          {numbers.slice(0, 24).map((metric, index) => (
            <div key={index}>
              <dt>{metric.column === null ? `rows of ${metric.table}` : `${metric.column}, ${metric.statistic}`}</dt>
              <dd>{metric.job[job]}</dd>
            </div>
          ))}
        </dl>
      )}
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
