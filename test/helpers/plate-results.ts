import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { leaveDone, leaveFailed, leavePlan } from "./fake-results";

/** What is odd on the plate of `leavePlate`. */
export const ODD = { outlier: "D07", failed: "C05", oneSite: "C10", notRun: "E09", empty: "B02" } as const;

/**
 * A plate of 96 wells with two sites each, and a table of nuclei: 60 to 100 a site, 300 in D07, none in B02. The jobs of C05
 * and one of C10 failed, those of E09 did not run. One engine process ran site 1 of each well for 8 s every 10 s and took
 * 300 MiB (D07: 900), the other one site 2, 200 MiB; the limit was 1,500 MiB.
 * @returns path of a layout: controls in columns 1 and 12
 */
export async function leavePlate(folder: string): Promise<string> {
  const plan: Record<string, Record<string, string>> = {};
  const lines = ["Well,role,compound"];
  for (let index = 0; index < 96; index++) {
    const column = (index % 12) + 1;
    const well = `${"ABCDEFGH"[Math.floor(index / 12)]}${String(column).padStart(2, "0")}`;
    const role = column === 1 ? "negative" : column === 12 ? "positive" : "sample";
    lines.push(`${well},${role},${role === "sample" ? `c${column % 5}` : "DMSO"}`);
    for (const site of ["1", "2"]) {
      const group = { Plate: "P1", Well: well, Site: site };
      const name = `P1-${well}-${site}`;
      plan[name] = group;
      if (well === ODD.notRun) continue;
      if (well === ODD.failed || (well === ODD.oneSite && site === "2")) {
        const reason = well === ODD.failed ? "cannot open the image: not a TIFF" : "only 3 nuclei: out of focus?";
        await leaveFailed(folder, name, {
          group,
          reason,
          line: well === ODD.failed ? 4 : 19,
          logTail: ["count.ijm", reason],
        });
        continue;
      }
      const nuclei = well === ODD.outlier ? 300 : well === ODD.empty ? 0 : 60 + ((index * 37 + Number(site) * 5) % 40);
      const rows = Array.from({ length: nuclei }, (_, row) => `${100 + ((row * 7 + index) % 50)},${row}`);
      const start = Date.parse("2026-01-02T03:04:05Z") + 10_000 * index;
      const ran = {
        startedAt: new Date(start).toISOString(),
        finishedAt: new Date(start + 8000).toISOString(),
        worker: `host/copy-${site}`,
        peakMemoryMiB: site === "2" ? 200 : well === ODD.outlier ? 900 : 300,
        memoryLimitMiB: 1500,
      };
      const files = nuclei === 0 ? {} : { "nuclei.csv": `Area,Mean\n${rows.join("\n")}\n` };
      await leaveDone(folder, name, files, { group, ran, emptyTables: nuclei === 0 ? ["nuclei.csv"] : [] });
    }
  }
  await mkdir(folder, { recursive: true });
  await leavePlan(folder, plan);
  const layout = join(folder, "..", "layout.csv");
  await writeFile(layout, `${lines.join("\n")}\n`);
  return layout;
}
