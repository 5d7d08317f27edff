import { parseArgs } from "node:util";
import { benchDisplay } from "./display";
import { benchFiji } from "./fiji";
import { benchFijiWays } from "./fiji-ways";
import { benchImages } from "./images";
import { bareImagej } from "./imagej";
import { benchPage } from "./page";
import { benchRecords } from "./records";
import { check, printRows, type Row } from "./rows";
import { benchSharing } from "./sharing";
import { benchStoredFiles } from "./stored-files";
import { benchSubmit } from "./submit";
import { runWorker } from "./worker";

const HELP = `npm run bench -- [--jobs 300,96,9] [--cold-jobs 9] [--submit 10000] [--rounds 3]
                [--display-jobs 300] [--fiji-jobs 30] [--fiji-cold-jobs 3] [--records 100000]
                [--page-jobs 1000,100000,1000000]
                [--sharing-jobs 60] [--only submit|run|display|sharing|fiji|fiji-ways|images|files|records|page]

fiji-ways needs a real Fiji: --fiji PATH.

Speed of the worker against bare ImageJ, in one run and on the same three images (../shared/data/fly or DFIJI_FLY_DIR).
A fresh JVM per job is timed on --cold-jobs jobs and stated per job. Compare ratios of one run: seconds of two runs on a
busy computer say little.`;

const HEAP_MIB = 2000;
/** What the memory rule is checked by: a small heap hides nothing. */
const FIJI_HEAP_MIB = 600;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      jobs: { type: "string", default: "300,96,9" },
      "cold-jobs": { type: "string", default: "9" },
      submit: { type: "string", default: "10000" },
      "display-jobs": { type: "string", default: "300" },
      rounds: { type: "string", default: "3" },
      "fiji-jobs": { type: "string", default: "30" },
      "fiji-cold-jobs": { type: "string", default: "3" },
      records: { type: "string", default: "100000" },
      "page-jobs": { type: "string", default: "1000,100000,1000000" },
      "sharing-jobs": { type: "string", default: "60" },
      fiji: { type: "string" },
      only: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void console.log(HELP);
  process.env["AWS_ACCESS_KEY_ID"] ??= "bench";
  process.env["AWS_SECRET_ACCESS_KEY"] ??= "bench";
  const wanted = (part: string): boolean => values.only === undefined || values.only === part;
  if (wanted("images")) await benchImages(Number(values.rounds));
  if (wanted("files")) await benchStoredFiles(Number(values.rounds));
  if (wanted("records")) await benchRecords(Number(values.records), Number(values.rounds));
  if (wanted("page")) await benchPage(values["page-jobs"].split(",").map(Number), Number(values.rounds));
  if (wanted("submit")) await benchSubmit(Number(values.submit), Number(values.rounds));
  if (wanted("run")) await benchRun(values.jobs.split(",").map(Number), Number(values["cold-jobs"]));
  if (wanted("display")) await benchDisplay(Number(values["display-jobs"]), Number(values.rounds), HEAP_MIB);
  if (wanted("sharing")) await benchSharing(Number(values["sharing-jobs"]), Number(values.rounds));
  if (wanted("fiji"))
    await benchFiji(Number(values["fiji-jobs"]), Number(values["fiji-cold-jobs"]), Number(values.rounds), HEAP_MIB);
  if (values.fiji !== undefined && wanted("fiji-ways"))
    await benchFijiWays(values.fiji, Number(values["fiji-jobs"]), Number(values.rounds), FIJI_HEAP_MIB);
}

async function benchRun(sizes: readonly number[], coldJobs: number): Promise<void> {
  const bare = await bareImagej(HEAP_MIB, 1);
  const patching: Row = {
    name: "fresh JVM per job, patched at each start",
    jobs: coldJobs,
    result: await bare.freshJvms(coldJobs, true),
  };
  const patched = {
    name: "fresh JVM per job, patched jar",
    jobs: coldJobs,
    result: await bare.freshJvms(coldJobs, false),
  };
  for (const jobs of sizes) {
    const rows: Row[] = [{ name: "bare warm loop", jobs, result: await bare.warmLoop(jobs) }];
    for (const store of ["folders", "s3"] as const) {
      for (const copies of [1, 2]) {
        const result = await runWorker(jobs, { copies, store, heapMiB: HEAP_MIB });
        rows.push({ name: `worker on ${store}, ${copies} ${copies === 1 ? "copy" : "copies"}`, jobs, result });
      }
    }
    rows.push(patching, patched);
    rows.forEach(check);
    printRows(jobs, rows, { name: "fresh JVM", row: patching });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
