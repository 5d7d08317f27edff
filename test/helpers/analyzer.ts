// The pack of this repository in one process for all test files.
import { join } from "node:path";
import { Analyzer } from "./analyzer-process";

export { Analyzer, type PackConfig, type Remediation } from "./analyzer-process";

let shared: Analyzer | undefined;

before(async function startPack() {
  this.timeout(300_000); // the pack is compiled as it starts; how long that takes proves nothing
  shared = await Analyzer.start(join(__dirname, "..", "..", "policy"));
});
after(async () => shared?.stop());

/** The pack of this repository, started once for all test files, with its default levels and settings. */
export async function packAnalyzer(): Promise<Analyzer> {
  if (shared === undefined) throw new Error("the pack is not there yet: ask for it in a test or a hook");
  await shared.configure({});
  await shared.setStackTags({});
  return shared;
}
