// A spot market without machines. moto 5.2.5 buys whatever a fleet asks for and has no DescribeSpotFleetRequestHistory, so in a
// drought three answers of EC2 are made here, in the form of EC2's API: the fleet's history (always), the change of its target, of
// which nothing is bought, and the target that DescribeSpotFleetRequests then shows. All else is moto's.

/** What "Spot Fleet event types" of the EC2 user guide has where no pool has capacity. */
const NO_CAPACITY = "allLaunchSpecsTemporarilyBlacklisted";
const NAMESPACE = 'xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"';

export class SpotDrought {
  /** Set before the fleet is asked for anything. */
  isOn = false;
  #target: string | undefined;
  readonly #errors: Date[] = [];

  /** The fleet tried to buy, and no pool had a machine. */
  fail(at: Date): void {
    this.#errors.push(at);
  }

  /** @param body of a call to EC2 @returns the answer; undefined: moto has it */
  answer(body: string): string | undefined {
    const call = new URLSearchParams(body);
    const action = call.get("Action");
    if (action === "DescribeSpotFleetRequestHistory") {
      const since = Date.parse(call.get("StartTime") ?? "");
      const items = this.#errors.filter((at) => at.getTime() >= since).map(item);
      return response(action, `<historyRecordSet>${items.join("")}</historyRecordSet>`);
    }
    if (!this.isOn || action !== "ModifySpotFleetRequest") return undefined;
    this.#target = call.get("TargetCapacity") ?? this.#target;
    return response(action, "<return>true</return>");
  }

  /** The answer of DescribeSpotFleetRequests with the target of the drought. */
  shown(answer: string): string {
    return this.#target === undefined
      ? answer
      : answer.replace(/<targetCapacity>\d*<\/targetCapacity>/gu, `<targetCapacity>${this.#target}</targetCapacity>`);
  }
}

const item = (at: Date): string =>
  `<item><timestamp>${at.toISOString()}</timestamp><eventType>error</eventType>` +
  `<eventInformation><eventSubType>${NO_CAPACITY}</eventSubType></eventInformation></item>`;

const response = (action: string, content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><${action}Response ${NAMESPACE}><requestId>r</requestId>${content}</${action}Response>`;
