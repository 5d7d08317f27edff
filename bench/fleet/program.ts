import { emptyAlarmName } from "../../components/observability/alarms";
import { type CareSettings } from "../../components/fleet-controller/lambda/facts";
import { settingsOf, type Settings } from "../../components/fleet-controller/lambda/settings";
import { runExperiment } from "../../test/helpers/experiment-resources";
import { alarmsOf, type ProgramAlarm } from "../../test/helpers/program-alarms";
import { type Deployment } from "../../worker/contract/deployment";

/** What the simulation takes from the real program: everything as `pulumi up` would make it. */
export interface Program {
  readonly deployment: Deployment;
  /** Those that scale. */
  readonly alarms: readonly ProgramAlarm[];
  readonly settings: Settings & CareSettings;
}

/** One machine type with room for the tasks that the workload names. */
const CONFIG = {
  engine: "command", // no heap has to fit
  image: "123456789012.dkr.ecr.eu-central-1.amazonaws.com/dfiji@sha256:" + "a".repeat(64),
  amiId: "ami-12c6146b",
  instanceTypes: '["m5.4xlarge"]',
  vcpusPerTask: "1",
  memoryMiBPerTask: "3000",
  diskGiBPerTask: "10",
  volumeGiB: "250",
  maxSpotPrice: "0.50",
  inputPrefix: "raw/",
};

export interface Size {
  /** At most. */
  readonly machines: number;
  readonly tasksPerMachine: number;
  readonly copiesPerTask: number;
}

export async function makeProgram(size: Size, more: Readonly<Record<string, string>> = {}): Promise<Program> {
  const sizes = Object.entries(size).map(([key, value]) => [key, String(value)] as const);
  const { resources, deployment } = await runExperiment({ ...CONFIG, ...Object.fromEntries(sizes), ...more });
  const care = resources.find(({ type }) => type === "aws:lambda/function:Function");
  const { variables } = care?.props["environment"] as { readonly variables: Readonly<Record<string, string>> };
  const settings = settingsOf(variables);
  const alarms = alarmsOf(resources).filter(({ policies }) => policies.length > 0);
  if (!alarms.some(({ name }) => name === emptyAlarmName(deployment.experiment))) {
    throw new Error(`no alarm ${settings.emptyAlarm} among ${alarms.map(({ name }) => name).join(", ")}`);
  }
  return { deployment, alarms, settings };
}
