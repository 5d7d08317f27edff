import { useMemo } from "preact/hooks";
import { type Dictionary, type MadeBy, type State } from "../data/page-data";
import { Copied } from "./copied";
import { count, moment, number } from "./format";
import { type Model } from "./model";

/** How many done jobs have each value of a dictionary, the most frequent first. */
function tally({ values, at }: Dictionary, states: readonly State[]) {
  const counts = values.map(() => 0);
  for (const [job, index] of at.entries()) {
    if (index !== -1 && states[job] === "done") counts[index] = (counts[index] ?? 0) + 1;
  }
  return values
    .map((value, index) => ({ value, jobs: counts[index] ?? 0 }))
    .filter(({ jobs }) => jobs > 0)
    .sort((a, b) => b.jobs - a.jobs);
}

/** Rows of a kind that are shown. */
const SHOWN = 20;

/** With what the results were made, and a sentence for a paper. */
export function Provenance({ model }: { readonly model: Model }) {
  const { data } = model;
  const made = useMemo(
    () => tally(data.jobs.madeBy, model.states).map(({ value, jobs }) => ({ jobs, by: JSON.parse(value) as MadeBy })),
    [model],
  );
  const parameters = useMemo(() => tally(data.jobs.parameters, model.states), [model]);
  const methods = methodsText(model, made, parameters[0]?.value);
  return (
    <section aria-labelledby="provenance">
      <h2 id="provenance">Provenance</h2>
      {methods !== undefined && (
        <blockquote>
          <p>{methods}</p>
          <Copied text={methods} />
        </blockquote>
      )}
      {made.length > 0 && (
        <div class="scroll">
          <table class="small-table">
            <thead>
              <tr>
                <th>jobs</th>
                <th>engine</th>
                <th>display</th>
                <th>versions</th>
                <th>script (SHA-256)</th>
              </tr>
            </thead>
            <tbody>
              {made.slice(0, SHOWN).map(({ jobs, by }, index) => (
                <tr key={index}>
                  <td>{number(jobs)}</td>
                  <td>{by.engine ?? "–"}</td>
                  <td>{by.display ?? "–"}</td>
                  <td>{versionsText(by)}</td>
                  <td>
                    <code>{by.scriptSha256 ?? "–"}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {parameters.length > 0 && (
        <details open={parameters.length <= 3}>
          <summary>Parameters besides the metadata: {count(parameters.length, "set")}</summary>
          <ul class="sets">
            {parameters.slice(0, SHOWN).map(({ value, jobs }) => (
              <li key={value}>
                {count(jobs, "job")}: <code>{parametersText(value)}</code>
              </li>
            ))}
            {parameters.length > SHOWN && <li>and {parameters.length - SHOWN} more; each job shows its own</li>}
          </ul>
        </details>
      )}
      {data.runs.length > 0 && (
        <details>
          <summary>{count(data.runs.length, "submission")}</summary>
          {[...data.runs]
            .reverse()
            .slice(0, SHOWN)
            .map(({ submission, createdAt, jobs, call }) => (
              <div key={submission} class="run">
                <p>
                  <b>{submission}</b> · {moment(createdAt)} · {count(jobs, "job")}
                </p>
                {call !== null && (
                  <dl class="pairs">
                    {Object.entries(call).map(([name, value]) => (
                      <div key={name}>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                      </div>
                    ))}
                  </dl>
                )}
              </div>
            ))}
          {data.runs.length > SHOWN && <p class="hint">and {data.runs.length - SHOWN} earlier ones</p>}
        </details>
      )}
      <p class="soft made">
        This page was made by dfiji {data.dfiji} on {moment(data.madeAt)} from {data.place.description}.
      </p>
    </section>
  );
}

const versionsText = ({ versions = {} }: MadeBy): string =>
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");

const parametersText = (json: string): string => {
  const pairs = Object.entries(JSON.parse(json) as Record<string, string>);
  return pairs.length === 0 ? "none" : pairs.map(([name, value]) => `${name}=${value}`).join(", ");
};

const PROGRAMS: Readonly<Record<string, string>> = {
  imagej: "ImageJ",
  fiji: "Fiji",
  java: "Java",
  dfiji: "Distributed-Fiji",
};

/** Only what all done jobs have in common; undefined before the first is done. */
function methodsText(
  { data, counts, plates }: Model,
  made: readonly { readonly jobs: number; readonly by: MadeBy }[],
  parameters: string | undefined,
): string | undefined {
  const [first, second] = made;
  if (first === undefined || counts.done === 0) return undefined;
  const programs = Object.entries(first.by.versions ?? {}).map(
    ([name, version]) => `${PROGRAMS[name] ?? name} ${version}`,
  );
  const script = data.runs.at(-1)?.call?.["scriptFile"]?.replace(/^.*[\\/]/, "");
  const wells = plates.reduce((sum, plate) => sum + plate.wells.length, 0);
  const what = wells > 0 ? ` of ${count(plates.length, "plate")} (${count(wells, "well")})` : "";
  return (
    `${count(counts.done, "job")}${what} ${counts.done === 1 ? "was" : "were"} run by ${programs.join(", ")}` +
    `${script === undefined ? "" : `, with the script ${script}`}` +
    `${first.by.scriptSha256 === undefined ? "" : ` (SHA-256 ${first.by.scriptSha256})`}` +
    `${parameters === undefined || parameters === "{}" ? "" : ` and the parameters ${parametersText(parameters)}`}.` +
    `${counts.failed > 0 ? ` ${count(counts.failed, "job")} failed and gave no result.` : ""}` +
    (second === undefined ? "" : ` Other versions or scripts were used for ${count(others(made), "job")}.`)
  );
}

const others = (made: readonly { readonly jobs: number }[]): number =>
  made.slice(1).reduce((sum, { jobs }) => sum + jobs, 0);
