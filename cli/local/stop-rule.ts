import { type FailureClass, isPermanent } from "../../worker/contract/failure";

/**
 * Failures of one class without a single success after which a run stops: all others would most likely
 * end the same. Those that an input is to blame for (`input-damaged`) do not count: they say nothing of the others.
 */
export const HOPELESS_AFTER = 10;

/** Watches endings; answers with the class once it is hopeless. One success and the run continues in any case. */
export class StopRule {
  private readonly counts = new Map<FailureClass, number>();
  private hasSuccess = false;

  success(): void {
    this.hasSuccess = true;
  }

  failure(failure: FailureClass): FailureClass | undefined {
    if (isPermanent(failure)) return undefined;
    const count = (this.counts.get(failure) ?? 0) + 1;
    this.counts.set(failure, count);
    return !this.hasSuccess && count >= HOPELESS_AFTER ? failure : undefined;
  }
}
