import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { jobListKey } from "../../cli/bookkeeping/job-list";
import { submissionKey } from "../../cli/bookkeeping/submissions";
import { attemptKey, doneKey, logKey } from "../../worker/contract/keys";
import { ATTACKS } from "./attacks";
import { failedAttempt } from "./fake-results";
import { HARD_STRINGS } from "./hard-strings";
import { imagejTiff } from "./imagej-tiff";

/** What becomes code in a page that makes markup of text. Each would set `window.pwned`, or load from evil.example. */
export const PAGE_ATTACKS: Readonly<Record<string, string>> = {
  script: "<script>window.pwned=1</script>",
  handler: `<img src=x onerror="window.pwned=1">`,
  "end of an attribute": `"><svg onload="window.pwned=1">`,
  "end of an attribute in single quotes": `'><body onpageshow='window.pwned=1'>`,
  "end of the data's element": "</script><script>window.pwned=1</script>",
  "beginning of a comment": "<!--<script>",
  "end of a title": "</title><script>window.pwned=1</script>",
  "end of a style": "</style><script>window.pwned=1</script>",
  address: "javascript:window.pwned=1",
  "address of data": "data:text/html,<script>window.pwned=1</script>",
  frame: `<iframe srcdoc="<script>parent.pwned=1</script>"></iframe>`,
  "image of another server": `<img src="https://evil.example/x.png">`,
  style: `<style>@import "https://evil.example/x.css";</style>`,
  base: `<base href="https://evil.example/">`,
  form: `<form action="https://evil.example/"><button autofocus>Open</button></form>`,
  refresh: `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  "template of a framework": "{{constructor.constructor('window.pwned=1')()}}${window.pwned=1}",
  "name of a member": "constructor",
  "style's value": "red;background:url(https://evil.example/x.png)",
  formula: `=HYPERLINK("https://evil.example/","Open")`,
};

export const HOSTILE_TEXTS: readonly string[] = [
  ...Object.values(PAGE_ATTACKS),
  ...Object.entries(ATTACKS).flatMap(([name, text]) => (name === "very long" ? [text.slice(0, 5000)] : [text])),
  ...HARD_STRINGS.filter((text) => text.trim() !== ""),
];

const SUBMISSION = "20260102-030405-0000";

/**
 * A results folder of somebody who means harm: every text of every record is one of `HOSTILE_TEXTS`. A third of its jobs are
 * done, a third failed, a third did not run.
 * @returns the path of a layout whose columns and values are as hostile
 */
export async function leaveHostileResults(folder: string, images: string): Promise<string> {
  const write = async (path: string, content: string | Uint8Array): Promise<void> => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  };
  const lines: string[] = [];
  for (const [i, text] of HOSTILE_TEXTS.entries()) {
    const jobId = `j${i}-0000000${i % 10}`;
    const well = `${"ABCDEFGH"[Math.floor(i / 12) % 8]}${String((i % 12) + 1).padStart(2, "0")}`;
    const group = { Plate: i % 4 === 0 ? text : "P1", Well: well, Site: text, [text]: text };
    lines.push(JSON.stringify({ jobId, name: text, group }));
    const file = `x${text.replace(/[/\0]/g, "")}`.slice(0, 60).replace(/\p{Surrogate}/gu, "");
    const shared = {
      ...{ ...failedAttempt("x"), jobId, name: text, submission: SUBMISSION, group, worker: text },
      ...{ versions: { dfiji: text, [text]: text }, parameters: { [text]: text }, displayReason: text },
      ...{ scriptSha256: text, inputs: [{ key: `${file}.tif`, sizeBytes: 1, etag: text }] },
    };
    await write(join(images, `${file}.tif`), imagejTiff({ width: 4, height: 4, planes: [new Uint8Array(16)] }));
    await write(join(folder, logKey("", jobId)), `${text}\n`);
    if (i % 3 === 0) {
      const outputs = [`j${i}/nuclei.csv`, `j${i}/${file}`, `j${i}/${file}.png`].map((key) => ({
        key,
        sizeBytes: 9,
        etag: text,
      }));
      const name = JSON.stringify(text.replace(/[\r\n]/g, " "));
      await write(join(folder, `j${i}/nuclei.csv`), `Area,${name.replaceAll("\\", "")}\n${i},${i}\n`);
      const marker = { ...shared, output: `j${i}/`, seconds: { run: i + 1 }, peakMemoryMiB: i, outputs };
      await write(join(folder, doneKey("", jobId)), JSON.stringify(marker));
    } else if (i % 3 === 1) {
      const attempt = { ...shared, reason: text, advice: text, logTail: [text, text], messageId: "m" };
      await write(join(folder, attemptKey("", jobId, "m", 1)), JSON.stringify(attempt));
    }
  }
  await write(join(folder, jobListKey(SUBMISSION)), gzipSync(lines.map((line) => `${line}\n`).join("")));
  const call = Object.fromEntries(HOSTILE_TEXTS.map((text, i) => [i % 2 === 0 ? text : `option${i}`, text]));
  const record = {
    ...{ v: 1, submission: SUBMISSION, createdAt: "2026-01-02T03:04:05Z", roots: [""], count: lines.length },
    ...{
      planSha256: "x",
      queued: lines.length,
      complete: true,
      local: { ...call, inputDir: images, outputDir: folder },
    },
  };
  await write(join(folder, submissionKey(SUBMISSION)), JSON.stringify(record));
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const columns = HOSTILE_TEXTS.filter((text) => text.trim() === text && text !== "\u001b").slice(0, 20);
  const layout = join(folder, "..", "layout.csv");
  await write(layout, `Well,${columns.map(quoted).join(",")}\nA01,${columns.map(quoted).join(",")}\n`);
  return layout;
}
