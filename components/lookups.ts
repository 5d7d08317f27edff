import { type Account, lookUpAccount } from "./aws/account";
import type { Config } from "./config/config";
import { ARCHITECTURES } from "./config/placement-checks";
import { lookUpMachineImage } from "./fleet/ami";
import { lookUpKeyPair } from "./fleet/key-pair";
import { lookUpNetwork, type Network } from "./aws/network";

/** Facts about the account that the experiment is made in. */
export interface AccountLookups {
  readonly account: Account;
  readonly network: Network;
  readonly amiId: string;
}

/** Looks everything up before the first resource is registered. @throws {pulumi.RunError} when there is no place for it */
export async function lookUpAll(config: Config): Promise<AccountLookups> {
  const [account, network, amiId] = await Promise.all([
    lookUpAccount(config.permissionsBoundary),
    lookUpNetwork(config),
    config.amiId ?? lookUpMachineImage(ARCHITECTURES[config.platform]),
    config.keyName === undefined ? undefined : lookUpKeyPair(config.keyName),
  ]);
  return { account, network, amiId };
}
