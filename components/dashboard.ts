import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dashboardBody, type DashboardFacts } from "./dashboard-body";

export interface DashboardArgs extends Omit<DashboardFacts, "fleetRequestId"> {
  readonly dashboardName: string;
  readonly fleetRequestId: pulumi.Input<string>;
}

/** One page in CloudWatch: machines, jobs, durations, failures. */
export class Dashboard extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardArgs, opts?: pulumi.ComponentResourceOptions) {
    const { dashboardName, fleetRequestId, ...facts } = args;
    super("fiji:index:Dashboard", name, { dashboardName }, opts);
    const body = pulumi
      .output(fleetRequestId)
      .apply((id) => JSON.stringify(dashboardBody({ ...facts, fleetRequestId: id })));
    new aws.cloudwatch.Dashboard(`${name}-dashboard`, { dashboardName, dashboardBody: body }, { parent: this });
    this.registerOutputs({ dashboardName });
  }
}
