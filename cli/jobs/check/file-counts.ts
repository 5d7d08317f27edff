import { type Job } from "../../../worker/contract/job";

/** Job names in the message. */
const SHOWN = 3;

/** How many files the jobs have. A well without one of its channels is a job of fewer files, and runs well. */
export class FileCounts {
  readonly #counts = new Map<number, { jobs: number; readonly names: string[] }>();
  #jobs = 0;

  add({ name }: Job, files: number): void {
    const same = this.#counts.get(files) ?? { jobs: 0, names: [] };
    this.#counts.set(files, same);
    same.jobs++;
    this.#jobs++;
    if (same.names.length < SHOWN) same.names.push(name);
  }

  /**
   * One sentence when some jobs have another number of files than the others; undefined when all have the same.
   * @param isStrict also where no number is that of most jobs: then numbers differ by nature
   */
  difference(isStrict: boolean): string | undefined {
    const sorted = [...this.#counts].sort(([, a], [, b]) => b.jobs - a.jobs);
    const [usual, ...odd] = sorted;
    if (usual === undefined || odd.length === 0) return undefined;
    const [files, { jobs }] = usual;
    if (!isStrict && jobs * 2 <= this.#jobs) return undefined;
    const parts = odd.map(([count, { jobs: some }], index) => {
      const total = index === 0 ? ` of ${this.#jobs} jobs` : "";
      return `${some}${total} ${some === 1 ? "has" : "have"} ${count}${index === 0 ? (count === 1 ? " file" : " files") : ""}`;
    });
    const names = odd.flatMap(([, same]) => same.names);
    const all = odd.reduce((sum, [, same]) => sum + same.jobs, 0);
    const shown = names.slice(0, SHOWN).join(", ");
    return `${parts.join(", ")}, the others ${files}: ${shown}${all > SHOWN ? ", …" : ""}`;
  }
}
