import { useMemo, useState } from "preact/hooks";
import { type Metric } from "../data/page-data";
import { findings, MOST_FINDINGS, type Part } from "../statistics/findings";
import { type Actions } from "./actions";
import { type Model } from "./model";

interface FindingsProps {
  readonly model: Model;
  readonly metric: Metric | undefined;
  readonly actions: Actions;
}

/** What is odd, in at most five sentences; where more are known, a button shows them. */
export function Findings({ model, metric, actions }: FindingsProps) {
  const [isWhole, setWhole] = useState(false);
  const all = useMemo(() => findings(model.data, metric), [model, metric]);
  if (all.length === 0) return null;
  const shown = isWhole ? all : all.slice(0, MOST_FINDINGS);
  return (
    <section class="findings" aria-labelledby="odd">
      <h2 id="odd">What is odd</h2>
      <ul>
        {shown.map(({ kind, parts }) => (
          <li key={kind} class={kind.replaceAll(" ", "-")}>
            {parts.map((part, index) => (
              <PartOf key={index} part={part} actions={actions} />
            ))}
          </li>
        ))}
      </ul>
      {all.length > shown.length && (
        <button class="link" onClick={() => setWhole(true)}>
          {all.length - shown.length} more
        </button>
      )}
    </section>
  );
}

function PartOf({ part, actions }: { readonly part: Part; readonly actions: Actions }) {
  if (typeof part === "string") return <>{part}</>;
  const onClick = (): void =>
    "wells" in part ? actions.showWells(part.wells) : actions.showJobs(part.jobs, part.text);
  return (
    <button class="link" onClick={onClick}>
      {part.text}
    </button>
  );
}
