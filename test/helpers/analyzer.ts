// The pack of this repository in one process for all test files that this process runs.
import { join } from "node:path";
import { Analyzer } from "./analyzer-process";

export { Analyzer, type PackConfig, type Remediation } from "./analyzer-process";

let starting: Promise<Analyzer> | undefined;

/**
 * The pack of this repository with its default levels and settings. Started by the first call, which takes some seconds,
 * and ended with this process.
 */
export async function packAnalyzer(): Promise<Analyzer> {
  starting ??= Analyzer.start(join(__dirname, "..", "..", "policy"));
  const shared = await starting;
  await shared.configure({});
  await shared.setStackTags({});
  return shared;
}
