// npm run test:aws: what only AWS itself can prove (design: docs/aws.md). Buys one small spot machine for about half an
// hour, under 1 USD, and takes everything away again, also after Ctrl-C. Needs a Pulumi CLI, credentials, the account's
// service-linked roles, Docker (or DFIJI_TEST_AWS_IMAGE), and DFIJI_TEST_AWS=spends-up-to-1-usd. Only the settings, the
// waiting and the search for leftovers have tests that run without an account; the rest has not been run on AWS yet.
import { EC2Client } from "@aws-sdk/client-ec2";
import { AwsExperiment } from "./experiment";
import { PROOFS } from "./proofs";
import { awsTestSettings } from "./settings";

async function main(): Promise<number> {
  const found = awsTestSettings(process.env);
  if ("missing" in found) return refuse(found.missing);
  const { settings } = found;
  try {
    await new EC2Client({ region: settings.region }).config.credentials();
  } catch (error) {
    return refuse([`no AWS credentials: ${(error as Error).message}`]);
  }
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      console.error(`${signal}: taking everything away, which takes some minutes; please wait`);
      interrupt.abort(new Error(signal));
    });
  }
  const experiment = AwsExperiment.named(settings, interrupt.signal);
  let failed = 0;
  try {
    await experiment.begin();
    await experiment.up();
    for (const [sentence, proof] of Object.entries(PROOFS)) {
      console.log(`\n--- ${sentence}`);
      const { deployment } = experiment;
      await proof({ experiment, deployment, region: settings.region, signal: interrupt.signal });
      console.log(`proved: ${sentence}`);
    }
  } catch (error) {
    failed = 1;
    console.error(error instanceof Error ? error.message : error);
  }
  try {
    const left = await experiment.end();
    if (left.length === 0) console.log("proved: nothing is left");
    else failed = 1;
    for (const thing of left) console.error(`left over: ${thing}`);
  } catch (error) {
    failed = 1;
    console.error(`could not take everything away: ${(error as Error).message}\nrun: ${experiment.howToEnd}`);
  }
  return failed;
}

function refuse(problems: readonly string[]): number {
  console.error(["test:aws: nothing was made.", ...problems.map((problem) => `  - ${problem}`)].join("\n"));
  return 2;
}

void main().then((code) => {
  process.exitCode = code;
});
