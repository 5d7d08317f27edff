import { type Account, lookUpAccount } from "./aws/account";
import type { Config } from "./config/config";
import { ARCHITECTURES } from "./config/placement-checks";
import { lookUpMachineImage } from "./fleet/ami";
import { lookUpKeyPair } from "./fleet/key-pair";
import { lookUpWorkerBuild, type WorkerBuild } from "./image/worker-build";
import type { Names } from "./aws/names";
import { lookUpNetwork, type Network } from "./aws/network";

/** Facts about the account that the experiment is made in. */
export interface AccountLookups {
  readonly account: Account;
  readonly network: Network;
  readonly amiId: string;
  /** Absent where the config names an image. */
  readonly build: WorkerBuild | undefined;
}

/** Looks everything up before the first resource is registered; `root` is the folder of Pulumi.yaml. @throws {pulumi.RunError} when there is no place for it */
export async function lookUpAll(
  config: Config,
  { names, root }: { readonly names: Names; readonly root: string },
): Promise<AccountLookups> {
  const [account, network, amiId, build] = await Promise.all([
    lookUpAccount(config.permissionsBoundary),
    lookUpNetwork(config),
    config.amiId ?? lookUpMachineImage(ARCHITECTURES[config.platform]),
    config.image === undefined ? lookUpWorkerBuild({ ...config, repositoryName: names.repository, root }) : undefined,
    config.keyName === undefined ? undefined : lookUpKeyPair(config.keyName),
  ]);
  return { account, network, amiId, build };
}
