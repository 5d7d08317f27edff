import { type Actions } from "./actions";
import { Copied } from "./copied";
import { count } from "./format";
import { toTemplate } from "../data/file-names";
import { jobValues } from "../data/job-names";
import { jobName, type Model } from "./model";
import { Prose } from "./prose";

interface FailuresProps {
  readonly model: Model;
  readonly actions: Actions;
}

/** Jobs that failed of one cause: class, line and reason, with numbers replaced. */
interface Group {
  readonly class: string;
  readonly line: number | null;
  readonly reason: string;
  readonly advice: string;
  readonly jobs: readonly number[];
}

/** Failures by cause, the most frequent first. */
export function Failures({ model, actions }: FailuresProps) {
  const groups = failureGroups(model);
  const retry = `dfiji failures ${model.data.place.words} --retry`;
  if (groups.length === 0) return null;
  const jobs = groups.reduce((sum, group) => sum + group.jobs.length, 0);
  return (
    <section aria-labelledby="failures">
      <div class="bar">
        <h2 id="failures">{count(jobs, "failed job")}</h2>
        <span class="command">
          Run them again: <code>{retry}</code> <Copied text={retry} />
        </span>
      </div>
      <ol class="causes">
        {groups.map((group) => (
          <li key={`${group.class} ${group.line} ${group.reason}`}>
            <p class="cause">
              <b class="many">{group.jobs.length}</b>
              <span>
                <b>{group.class}</b>
                {group.line !== null && `, line ${group.line} of the script`}: {group.reason}
              </span>
            </p>
            <p class="advice">
              <Prose text={group.advice} />
            </p>
            <p class="names">
              {group.jobs.slice(0, SHOWN_NAMES).map((job) => (
                <button key={job} class="name" onClick={() => actions.openJob(job)}>
                  {jobName(model.data.jobs, job)}
                </button>
              ))}
              <button class="link" onClick={() => actions.showJobs(group.jobs, group.class)}>
                {group.jobs.length === 1 ? "show this job" : `show exactly these ${group.jobs.length}`}
              </button>
            </p>
            <LogTail
              text={model.data.jobs.logTail[String(group.jobs[0])]}
              name={jobName(model.data.jobs, group.jobs[0] ?? -1)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

const SHOWN_NAMES = 12;

export function failureGroups({ data, states }: Model): readonly Group[] {
  const groups = new Map<string, Group & { readonly jobs: number[] }>();
  for (const [job, index] of data.jobs.cause.entries()) {
    const cause = data.causes[index];
    if (cause === undefined || states[job] !== "failed") continue;
    const id = JSON.stringify([cause.class, cause.line, causeWords(data, job, cause.reason)]);
    const known = groups.get(id);
    if (known === undefined) groups.set(id, { ...cause, jobs: [job] });
    else known.jobs.push(job);
  }
  return [...groups.values()].sort((a, b) => b.jobs.length - a.jobs.length);
}

/** `only 3 nuclei` and `only 7 nuclei` are one cause, as `A01.tif is damaged` and `A02.tif is damaged` are. */
function causeWords({ jobs }: Model["data"], job: number, reason: string): string {
  const values = jobValues(jobs, job);
  return toTemplate(reason, values).replace(/\d+(?:[.,]\d+)*/g, "#");
}

function LogTail({ text, name }: { readonly text: string | undefined; readonly name: string | undefined }) {
  if (text === undefined || text === "") return null;
  return (
    <details>
      <summary>Last lines of {name}</summary>
      <pre>{text}</pre>
    </details>
  );
}
