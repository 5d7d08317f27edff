import { doneKey } from "../../worker/contract/keys";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "../shared/exit";
import { type OtherVersion } from "./selection";

/**
 * The results in one output folder are those of one version. With `replace`, the markers of the other versions go, so
 * that nobody trusts files that are about to be overwritten.
 * @throws {CliError} exit 2 when there are some and they may not be replaced
 */
export async function settleOtherVersions(
  others: readonly OtherVersion[],
  outputs: Store,
  { replace, dryRun = false }: { readonly replace: boolean; readonly dryRun?: boolean },
): Promise<void> {
  if (others.length > 0 && !replace) {
    const names = others.slice(0, 5).map(({ name }) => name);
    const many = others.length === 1 ? "1 output was" : `${others.length} outputs were`;
    throw new CliError(EXIT.badInput, `${many} made by another version of the job`, [
      `${names.join(", ")}${others.length > names.length ? ", …" : ""}: script, parameters or input differed then`,
      "--replace runs them again in place of those results; or take another output folder",
    ]);
  }
  if (dryRun) return;
  for (const { root, jobId } of others) await outputs.remove(doneKey(root, jobId));
}
