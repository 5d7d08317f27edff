// For `node --require` before dist/dfiji.js: one machine is up, with a spot price, and no task. The emulator of SQS and S3 has
// none of these services.
const { AutoScalingClient } = require("@aws-sdk/client-auto-scaling");
const { EC2Client } = require("@aws-sdk/client-ec2");
const { ECSClient } = require("@aws-sdk/client-ecs");

const ANSWERS = {
  DescribeInstancesCommand: {
    Reservations: [
      {
        Instances: [
          {
            InstanceId: "i-1",
            InstanceLifecycle: "spot",
            InstanceType: "m5.large",
            State: { Name: "running" },
            Placement: { AvailabilityZone: "a" },
          },
        ],
      },
    ],
  },
  DescribeSpotPriceHistoryCommand: {
    SpotPriceHistory: [{ InstanceType: "m5.large", AvailabilityZone: "a", SpotPrice: "0.04" }],
  },
};

for (const client of [AutoScalingClient, EC2Client, ECSClient]) {
  client.prototype.send = async (command) => ANSWERS[command.constructor.name] ?? {};
}
