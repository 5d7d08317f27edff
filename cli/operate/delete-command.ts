/** For each kind of leftover the arguments of the AWS CLI that delete it. They end with the name, but where it is NAME. */
const DELETE: Readonly<Record<string, string>> = {
  "Auto Scaling group": "autoscaling delete-auto-scaling-group --force-delete --auto-scaling-group-name",
  alarm: "cloudwatch delete-alarms --alarm-names",
  cluster: "ecs delete-cluster --cluster",
  dashboard: "cloudwatch delete-dashboards --dashboard-names",
  "event rule": "events delete-rule --name",
  function: "lambda delete-function --function-name",
  instance: "ec2 terminate-instances --instance-ids",
  "launch template": "ec2 delete-launch-template --launch-template-name",
  "log group": "logs delete-log-group --log-group-name",
  queue: 'sqs delete-queue --queue-url "$(aws sqs get-queue-url --output text --queue-name NAME REGION)"',
  repository: "ecr delete-repository --force --repository-name",
  role: "iam delete-role --role-name",
  "scalable target":
    "application-autoscaling deregister-scalable-target --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id",
  "security group": "ec2 delete-security-group --group-id",
  "spot fleet": "ec2 cancel-spot-fleet-requests --terminate-instances --spot-fleet-request-ids",
  topic:
    "sns delete-topic --topic-arn \"$(aws sns list-topics --output text --query 'Topics[?ends_with(TopicArn, `:NAME`)].TopicArn' REGION)\"",
  volume: "ec2 delete-volume --volume-id",
};

/** What AWS deletes only when something else is gone: the arguments that delete that, before. */
const BEFORE: Readonly<Record<string, string>> = {
  "event rule":
    "events remove-targets --rule NAME --ids $(aws events list-targets-by-rule --output text --query 'Targets[].Id' --rule NAME REGION)",
  role: "iam delete-role-policy --role-name NAME --policy-name $(aws iam list-role-policies --output text --query PolicyNames --role-name NAME)",
};

/** Commands of the AWS CLI that delete a leftover such as `alarm fiji-dev_i-1`, to paste one after the other. */
export function deleteCommands(leftover: string, region: string): readonly string[] {
  const kind = leftover.slice(0, leftover.lastIndexOf(" "));
  const name = leftover.slice(kind.length + 1);
  const own = DELETE[kind];
  if (own === undefined) return [];
  const all = [...(BEFORE[kind] === undefined ? [] : [BEFORE[kind]]), own.includes("NAME") ? own : `${own} NAME`];
  const option = `--region ${region}`;
  return all.map((one) => `aws ${one.replaceAll("NAME", name).replaceAll(" REGION", ` ${option}`)} ${option}`);
}
