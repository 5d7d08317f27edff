import { type Deployment } from "../../worker/contract/deployment";
import { awsAccepts } from "../helpers/aws-accepts";
import { type ContainerDefinition } from "../helpers/image/ecs-run";
import { runExperiment } from "../helpers/experiment-resources";
import { alarmsOf, type ProgramAlarm } from "../helpers/program-alarms";

/** What the test takes from the real program: everything is as `pulumi up` would make it. */
export interface Program {
  readonly deployment: Deployment;
  readonly container: Container;
  /** The experiment's own alarms with the policies that each calls. */
  readonly alarms: readonly ProgramAlarm[];
  /** Environment of the function that cares for machines, and what calls it. */
  readonly careEnvironment: Readonly<Record<string, string>>;
  readonly careRules: readonly CareRule[];
}

/** The task definition's one container. */
export interface Container {
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Seconds. */
  readonly stopTimeout: number;
  readonly environment: Readonly<Record<string, string>>;
  /** All of it, as ECS gets it. */
  readonly definition: ContainerDefinition;
}

export interface CareRule {
  readonly name: string;
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly everyMinutes?: number;
}

/** Runs the program and makes its resources at `endpoint`. */
export async function makeProgram(endpoint: string, config: Readonly<Record<string, string>>): Promise<Program> {
  const { resources, deployment } = await runExperiment(config);
  const accept = await awsAccepts(endpoint);
  for (const resource of resources) if (resource.custom) await accept(resource);
  const of = (type: string) => resources.filter((resource) => resource.type === type).map(({ props }) => props);
  const one = (type: string) => {
    const [props] = of(type);
    if (props === undefined) throw new Error(`the program has no ${type}`);
    return props;
  };
  const [definition] = JSON.parse(String(one("aws:ecs/taskDefinition:TaskDefinition")["containerDefinitions"])) as [
    ContainerDefinition,
  ];
  const care = one("aws:lambda/function:Function")["environment"] as { variables: Record<string, string> };
  return {
    deployment,
    container: {
      cpu: definition.cpu,
      memory: definition.memory,
      stopTimeout: definition.stopTimeout,
      environment: Object.fromEntries(definition.environment.map(({ name, value }) => [name, value])),
      definition,
    },
    alarms: alarmsOf(resources),
    careEnvironment: care.variables,
    careRules: of("aws:cloudwatch/eventRule:EventRule")
      .filter(({ name }) => String(name).startsWith(`${deployment.experiment}-care-`))
      .map(careRule),
  };
}

function careRule({ name, eventPattern, scheduleExpression }: Readonly<Record<string, unknown>>): CareRule {
  const rule = { name: String(name) };
  if (typeof eventPattern === "string")
    return { ...rule, pattern: JSON.parse(eventPattern) as Readonly<Record<string, unknown>> };
  const minutes = /^rate\((\d+) minutes?\)$/.exec(String(scheduleExpression))?.[1];
  if (minutes === undefined) throw new Error(`this test does not know the schedule ${String(scheduleExpression)}`);
  return { ...rule, everyMinutes: Number(minutes) };
}
