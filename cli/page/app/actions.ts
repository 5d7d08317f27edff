import { type Metric } from "../data/page-data";

/** What views ask of the page. */
export interface Actions {
  /** Opens these wells beside the plate, up to four; more are outlined. */
  showWells(this: void, wells: readonly number[]): void;
  /** The table shows exactly these jobs. */
  showJobs(this: void, jobs: readonly number[], label: string): void;
  /** One job, over the page. */
  openJob(this: void, job: number): void;
  /** The metric that plates and sentences are about. */
  chooseMetric(this: void, metric: Metric | undefined): void;
}
