import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { examineConfig, readConfig } from "../../../components/config/config";
import { PRICES_DATE } from "../../../policy/rules/on-demand-prices";
import { configurationPage, projectFile } from "../../../components/config/docs";
import { CONFIG_REFERENCE } from "../../../components/config/reference";
import { configSource, SCRIPT_TEXT } from "../../helpers/config-source";
import { readStackFile } from "../../helpers/stack-file";

const digest = createHash("sha256").update(SCRIPT_TEXT).digest("hex");
const otherDigest = "0".repeat(64);
const image = `ghcr.io/lab/worker@sha256:${otherDigest}`;

/** The one problem of the good config with these changes. */
function problemOf(changes: Record<string, string | undefined>, stack = "dev"): string {
  const { problems } = examineConfig(configSource(changes, stack));
  assert.equal(problems.length, 1, `one problem expected, got:\n${problems.join("\n")}`);
  return problems[0]!;
}

describe("webhooks in notify", () => {
  const examined = (secrets: string[]) =>
    examineConfig(
      configSource({ notify: '["ada@example.org","https://hooks.slack.com/services/T/B/x"]' }, "dev", secrets),
    ).problems;
  it("are refused in the stack's file as they are, with the command that encrypts them and without the address", () => {
    assert.deepEqual(examined([]), [
      "notify[1] is a webhook and stands in the stack's file as it is; encrypt it: `pulumi config set --secret --path 'distributed-fiji:notify[1]' ADDRESS`",
    ]);
    assert.deepEqual(examined(["distributed-fiji:owner"]).length, 1);
  });
  it("are taken as a secret", () => {
    assert.deepEqual(examined(["distributed-fiji:notify"]), []);
  });
});

describe("stack config", () => {
  it("has the defaults of the design", () => {
    const { config } = readConfig(configSource());
    assert.deepEqual(config, {
      bucket: "my-images",
      inputPrefix: "",
      outputPrefix: "fiji-dev/results/",
      logPrefix: "fiji-dev/logs/",
      mountBucket: false,
      engine: "imagej",
      display: "auto",
      machines: 4,
      instanceTypes: ["m5.xlarge", "m5a.xlarge"],
      tasksPerMachine: 2,
      copiesPerTask: 2,
      vcpusPerTask: 2,
      memoryMiBPerTask: 6000,
      diskGiBPerTask: 20,
      volumeGiB: 50,
      rootGiB: 30,
      secondsBetweenStarts: 0,
      maxSpotPrice: "0.10",
      endAfterHours: 336,
      owner: "ada",
      tags: {},
      leaseSeconds: 120,
      maxAttempts: 3,
      maxReceives: 100,
      jobTimeoutMinutes: 120,
      silenceTimeoutMinutes: 15,
      openMinutes: 5,
      checkImages: true,
      expectedFiles: 1,
      minFileBytes: 1,
      necessaryString: "",
      skipDone: true,
      protectJobs: true,
      scaling: "queue",
      idleMinutes: 15,
      idleAction: "terminate",
      notify: [],
      onDemandMachines: 0,
      ecsExec: false,
      platform: "linux/amd64",
      publicIp: true,
      logRetentionDays: 60,
      dashboard: true,
    });
  });

  it("takes the empty values that Pulumi.yaml gives to absent keys for absent", () => {
    const empty = CONFIG_REFERENCE.filter(({ required, default: value }) => !required && value === undefined);
    const changes = Object.fromEntries(empty.map(({ name, type }) => [name, type === "array" ? "[]" : ""]));
    assert.ok(empty.length >= 12);
    assert.deepEqual(readConfig(configSource({ ...changes, owner: "ada" })).config, readConfig(configSource()).config);
  });

  it("puts the experiment's name where a folder has <experiment>, by default or by its stack file", () => {
    const foldersOf = (changes: Record<string, string>) => {
      const { outputPrefix, logPrefix } = readConfig(configSource(changes, "plate7")).config;
      return { outputPrefix, logPrefix };
    };
    const own = { outputPrefix: "fiji-plate7/results/", logPrefix: "fiji-plate7/logs/" };
    assert.deepEqual(foldersOf({}), own);
    // as the project file gives them to a stack without the keys
    assert.deepEqual(foldersOf({ outputPrefix: "<experiment>/results/", logPrefix: "<experiment>/logs/" }), own);
    assert.deepEqual(foldersOf({ outputPrefix: "lab/<experiment>/out/", logPrefix: "lab/logs/<experiment>/" }), {
      outputPrefix: "lab/fiji-plate7/out/",
      logPrefix: "lab/logs/fiji-plate7/",
    });
  });

  it("leaves other namespaces alone", () => {
    const source = configSource();
    const raw = { ...source.raw, "aws:region": "eu-central-1", "other:machines": "many" };
    assert.deepEqual(examineConfig({ ...source, raw }).problems, []);
  });

  it("takes one text for a list of one, as `pulumi config set` writes it", () => {
    const { config } = readConfig(configSource({ instanceTypes: "m5.xlarge" }));
    assert.deepEqual(config.instanceTypes, ["m5.xlarge"]);
  });

  it("keeps prices as they were written", () => {
    for (const price of ["0.125", "0.1", "1", "12.34567"]) {
      assert.equal(readConfig(configSource({ maxSpotPrice: price })).config.maxSpotPrice, price);
    }
  });

  it("measures a script given by its path", () => {
    assert.equal(readConfig(configSource({ script: "measure.ijm" })).config.scriptSha256, digest);
    assert.equal(readConfig(configSource({ script: "measure.ijm", scriptSha256: digest })).config.scriptSha256, digest);
  });

  it("takes a script from S3 and from the web with its digest", () => {
    for (const script of ["s3://scripts/fiji/measure.ijm", "https://example.org/measure.ijm?version=3"]) {
      assert.equal(readConfig(configSource({ script, scriptSha256: digest })).config.scriptSha256, digest);
    }
  });

  it("is the worked example in Pulumi.dev.yaml, to the number", () => {
    const raw = readStackFile(join(__dirname, "../../../Pulumi.dev.yaml"));
    const { config, warnings } = readConfig({ ...configSource(), raw });
    assert.deepEqual(warnings, []);
    const { machines, instanceTypes, tasksPerMachine, copiesPerTask, vcpusPerTask } = config;
    assert.deepEqual(
      { machines, instanceTypes, tasksPerMachine, copiesPerTask, vcpusPerTask },
      {
        machines: 1,
        instanceTypes: ["m4.16xlarge"],
        tasksPerMachine: 16,
        copiesPerTask: 4,
        vcpusPerTask: 4,
      },
    );
    assert.equal(config.memoryMiBPerTask, 15000);
    assert.equal(config.diskGiBPerTask, 10);
    assert.equal(config.volumeGiB, 165);
    assert.ok(config.secondsBetweenStarts > 0);
  });

  for (const name of ["small-machines", "huge-memory"]) {
    it(`is good in the example "${name}", and no machine is larger than planned`, () => {
      const raw = readStackFile(join(__dirname, `../../../examples/stacks/Pulumi.${name}.yaml`));
      const readFile = (path: string): Uint8Array => readFileSync(join(__dirname, "../../..", path));
      const { config, warnings } = readConfig({ ...configSource({}, name), raw, readFile });
      assert.deepEqual(warnings, []);
      assert.ok(config.instanceTypes.length >= 5);
    });
  }

  it("tells every problem together, each with value, what is allowed and the command that fixes it", () => {
    const source = configSource({ bucket: "My_Images", machines: "0", instanceTypes: undefined, macines: "4" }, "Dev");
    assert.throws(
      () => readConfig(source),
      (error: Error) => {
        assert.ok(error instanceof pulumi.RunError);
        assert.equal(
          error.message,
          [
            'Config of stack "Dev": nothing was made.',
            '  - stack name "Dev" starts every AWS name; use 2 to 32 of a-z, 0-9 and -, a letter first and no - last: `pulumi stack rename dev`',
            '  - distributed-fiji:bucket is "My_Images"; allowed is the name of a bucket that exists: 3 to 63 of a-z, 0-9, - and ., no address and no URL: `pulumi config set distributed-fiji:bucket my-images`',
            '  - distributed-fiji:machines is "0"; allowed is a whole number from 1 to 1000: `pulumi config set distributed-fiji:machines 4`',
            "  - distributed-fiji:instanceTypes is not set; it is a list of instance types such as m5.xlarge, none twice: `pulumi config set --path 'distributed-fiji:instanceTypes[0]' m5.xlarge`",
            "  - distributed-fiji:macines is not a key of this project; did you mean machines?: `pulumi config rm distributed-fiji:macines`",
          ].join("\n"),
        );
        return true;
      },
    );
  });

  it("gives an example that is allowed, for every key", () => {
    const together: Record<string, Record<string, string>> = {
      script: { script: "measure.ijm" }, // the example's file is not in this test
      scriptSha256: { script: "https://example.org/measure.ijm" },
      command: { engine: "command" },
      tasksPerMachine: { instanceTypes: "m4.16xlarge", volumeGiB: "650" },
      vcpusPerTask: { instanceTypes: "m4.16xlarge", volumeGiB: "162" },
      memoryMiBPerTask: { instanceTypes: "m4.16xlarge", volumeGiB: "162" },
      copiesPerTask: { memoryMiBPerTask: "7000" },
      inputPrefix: { outputPrefix: "results/" },
      engineUrl: { engine: "fiji", engineSha256: digest },
      engineSha256: { engine: "fiji", engineUrl: "https://downloads.example.org/fiji.zip" },
      platform: { instanceTypes: "m6g.xlarge" },
      onDemandPrice: { onDemandMachines: "2" },
      typicalJobMinutes: { finishWithinMinutes: "120" },
      finishWithinMinutes: { typicalJobMinutes: "2.5" },
    };
    for (const { name, example, type } of CONFIG_REFERENCE) {
      const value =
        name === "tags" ? JSON.stringify({ "cost-center": example }) : type === "array" ? `["${example}"]` : example;
      const changes = { [name]: value, ...together[name] };
      assert.deepEqual(examineConfig(configSource(changes)).problems, [], `${name} = ${example}`);
    }
  });

  it("never fails in another way, whatever the texts", () => {
    const names = CONFIG_REFERENCE.map(({ name }) => name as string);
    const ours = /undefined|NaN|\[object/u;
    const texts = fc.string().filter((text) => !ours.test(text)); // a problem shows the value
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names, "other"), texts, { maxKeys: 6 }), (changes) => {
        const { config, problems } = examineConfig(configSource(changes));
        assert.ok(config !== undefined || problems.length > 0);
        for (const problem of problems) assert.doesNotMatch(problem, ours);
      }),
      { numRuns: 500 },
    );
  });
});

/** Changes to the good config, and what the one problem must say. */
const BAD: readonly (readonly [string, Record<string, string | undefined>, RegExp])[] = [
  ["no bucket", { bucket: undefined }, /bucket is not set; .*`pulumi config set distributed-fiji:bucket my-images`/u],
  ["a bucket in capitals", { bucket: "Images" }, /bucket is "Images"/u],
  ["a bucket that is an address", { bucket: "10.0.0.1" }, /bucket is "10.0.0.1"/u],
  ["a bucket that is a URL", { bucket: "s3://images" }, /bucket is "s3:\/\/images"/u],
  ["a bucket with two dots", { bucket: "my..images" }, /bucket is/u],
  ["a bucket name too short", { bucket: "ab" }, /3 to 63/u],
  ["an access point's alias", { bucket: "my-point-s3alias" }, /bucket is/u],
  ["an input prefix without a slash", { inputPrefix: "plates" }, /inputPrefix is "plates"; .*ends in "\/"/u],
  ["an input prefix that begins with one", { inputPrefix: "/plates/" }, /inputPrefix is "\/plates\/"/u],
  ["a prefix that climbs", { inputPrefix: "a/../b/" }, /inputPrefix is/u],
  ["no output prefix", { outputPrefix: "./" }, /outputPrefix is "\.\/"/u],
  [
    "inputs below the outputs",
    { inputPrefix: "data/in/", outputPrefix: "data/" },
    /jobs could overwrite their inputs/u,
  ],
  ["logs among the results", { outputPrefix: "results/", logPrefix: "results/logs/" }, /keep them apart/u],
  ["results that hold the experiment's logs", { outputPrefix: "fiji-dev/" }, /"fiji-dev\/logs\/".*keep them apart/u],
  ["mountBucket that is neither", { mountBucket: "yes" }, /mountBucket is "yes"; allowed is true or false/u],
  ["an unknown engine", { engine: "cellprofiler" }, /one of imagej, fiji, command/u],
  ["a script that is not there", { script: "gone.ijm" }, /no such file/u],
  [
    "a script over plain http",
    { script: "http://example.org/a.ijm" },
    /anyone on the way can change; allowed is a path/u,
  ],
  ["a script of another folder", { script: "../measure.ijm" }, /below the folder of Pulumi.yaml only/u],
  ["a script by its absolute path", { script: "/home/ada/measure.ijm" }, /below the folder of Pulumi.yaml only/u],
  [
    "an s3 address without a key",
    { engine: "fiji", image, script: "s3://scripts", scriptSha256: digest },
    /allowed is a path/u,
  ],
  ["a script on the web without its digest", { script: "https://example.org/a.ijm" }, /pin it: .*scriptSha256/u],
  ["a script in S3 without its digest", { script: "s3://scripts/a.ijm" }, /pin it/u],
  ["a digest of another file", { script: "measure.ijm", scriptSha256: otherDigest }, new RegExp(`has ${digest}`, "u")],
  ["a digest in capitals", { scriptSha256: "A".repeat(64) }, /lower case/u],
  ["a digest without a script", { scriptSha256: digest }, /scriptSha256 is set without script/u],
  ["a Groovy script for plain ImageJ", { script: "measure.groovy", engine: "imagej" }, /engine imagej runs macros/u],
  ["a command for Fiji", { command: '["python3"]' }, /`pulumi config set distributed-fiji:engine command`/u],
  ["no machine", { machines: "0" }, /whole number from 1 to 1000/u],
  ["half a machine", { machines: "1.5" }, /machines is "1.5"/u],
  ["machines in words", { machines: "four" }, /machines is "four"/u],
  [
    "more tasks than a service runs",
    { machines: "1000", instanceTypes: "m5.8xlarge", tasksPerMachine: "12", volumeGiB: "324", maxSpotPrice: "0.10" },
    /at most 5000.*machines 416/u,
  ],
  ["an empty list of types", { instanceTypes: "[]" }, /instanceTypes is not set/u],
  ["a type that is none", { instanceTypes: '["large"]' }, /instanceTypes\[0\] is "large"/u],
  ["a type twice", { instanceTypes: '["m5.xlarge","m5.xlarge"]' }, /"m5.xlarge" twice.*instanceTypes\[1\]/u],
  [
    "tasks with more vCPUs than the machine",
    { instanceTypes: "m5.xlarge", vcpusPerTask: "3" },
    /2 tasks need 6 vCPUs, m5.xlarge has 4.*tasksPerMachine 1/u,
  ],
  [
    "tasks with more memory than ECS has",
    { instanceTypes: "m5.xlarge", memoryMiBPerTask: "8192" },
    /2 tasks need 16384 MiB, m5.xlarge leaves 14739 MiB to tasks: `pulumi config set distributed-fiji:memoryMiBPerTask 7369`, or take/u,
  ],
  ["tasks with more disk than the volume", { diskGiBPerTask: "25" }, /2 tasks × 25 GiB do not fit.*volumeGiB 51/u],
  [
    "types of the other processor",
    { instanceTypes: "m6g.xlarge" },
    /m6g.xlarge, which is arm64.*platform linux\/arm64/u,
  ],
  ["a type that fits beside one that does not", { instanceTypes: '["m5.xlarge","c5.xlarge"]' }, /c5.xlarge leaves/u],
  [
    "a disk for the tasks that are planned, and not for those that ECS places",
    {
      instanceTypes: '["m4.16xlarge"]',
      ...{ machines: "2", tasksPerMachine: "8", vcpusPerTask: "4", memoryMiBPerTask: "15000" },
      ...{ diskGiBPerTask: "10", volumeGiB: "85" },
    },
    /volumeGiB is 85: planned are 8 tasks, but ECS counts no disk and places 16 by CPU and memory on m4.16xlarge; 16 tasks × 10 GiB do not fit .*: `pulumi config set distributed-fiji:volumeGiB 162`, or let no more fit: `pulumi config set distributed-fiji:memoryMiBPerTask 31272`/u,
  ],
  [
    "one task with more vCPUs than the machine, with an ordinary type to take",
    {
      instanceTypes: '["m5.4xlarge"]',
      ...{ machines: "1", tasksPerMachine: "1", vcpusPerTask: "48", memoryMiBPerTask: "60000" },
    },
    /1 task needs 48 vCPUs, m5.4xlarge has 16: .*, or take [mcr]\d[ag]?\.\d+xlarge/u,
  ],
  [
    "heaps too small for the copies",
    { copiesPerTask: "8" },
    /needs 512: `pulumi config set distributed-fiji:memoryMiBPerTask 11566` or `pulumi config set distributed-fiji:copiesPerTask 4`/u,
  ],
  [
    "heaps too small for the copies, without displays",
    { copiesPerTask: "8", display: "none" },
    /needs 512: `pulumi config set distributed-fiji:memoryMiBPerTask 9280` or `pulumi config set distributed-fiji:copiesPerTask 5`/u,
  ],
  ["vCPUs that are no multiple of a unit", { vcpusPerTask: "0.3" }, /steps of 1\/1024/u],
  ["memory below what Fiji needs at all", { memoryMiBPerTask: "100" }, /from 512/u],
  ["a root volume smaller than the image's", { rootGiB: "8" }, /from 30/u],
  ["no price", { maxSpotPrice: undefined }, /maxSpotPrice is not set/u],
  ["a price of nothing", { maxSpotPrice: "0.00" }, /USD above 0/u],
  ["a price with a comma", { maxSpotPrice: "0,10" }, /maxSpotPrice is "0,10"/u],
  ["a price with its currency", { maxSpotPrice: "$0.10" }, /maxSpotPrice is "\$0.10"/u],
  ["a price as a power", { maxSpotPrice: "1e-1" }, /maxSpotPrice is "1e-1"/u],
  [
    "a fleet dearer than its limit",
    { maxHourlyCost: "0.39" },
    /4 machines × 0.1 USD are 0.4 USD per hour.*lower machines to 3.*: `pulumi config set distributed-fiji:machines 3`$/u,
  ],
  [
    "a machine dearer than the limit of all",
    { maxHourlyCost: "0.05" },
    /lower maxSpotPrice to 0.05.*: `pulumi config set distributed-fiji:maxSpotPrice 0.05`$/u,
  ],
  [
    "a type that is never on the spot market",
    { instanceTypes: '["m5.xlarge","hpc6a.48xlarge"]' },
    /hpc6a.48xlarge, which the spot market does not have: `pulumi config rm --path 'distributed-fiji:instanceTypes\[1\]'`/u,
  ],
  ["a fleet that outlives its jobs", { endAfterHours: "337" }, /from 1 to 336/u],
  ["a tag of AWS", { tags: '{"aws:name":"x"}' }, /tags.*not aws: and not fiji:/u],
  ["a tag of ours", { tags: '{"fiji:role":"x"}' }, /not fiji:/u],
  ["tags that are no map", { tags: "lab" }, /tags is "lab"/u],
  ["an owner with a quote", { owner: 'a"b' }, /owner is/u],
  ["a lease of a second", { leaseSeconds: "1" }, /from 30 to 43200/u],
  ["a job of twelve hours", { jobTimeoutMinutes: "720" }, /from 1 to 660/u],
  [
    "lease and limit that pass SQS's 12 hours together",
    { jobTimeoutMinutes: "660", leaseSeconds: "3600" },
    /SQS ends at 43200.*leaseSeconds 1800/u,
  ],
  ["a silence limit that is never reached", { silenceTimeoutMinutes: "121" }, /silenceTimeoutMinutes 120/u],
  ["receives that end before the attempts", { maxReceives: "3" }, /maxReceives 100/u],
  ["a dead-letter queue that is never used", { maxReceives: "1001" }, /from 2 to 1000/u],
  ["a necessary text with a slash", { necessaryString: "a/b" }, /holds no "\/"/u],
  ["an unknown scaling", { scaling: "auto" }, /one of queue, fixed, cheapest/u],
  ["an idle time below what a download takes", { idleMinutes: "1" }, /from 5 to 1440/u],
  ["an unknown idle action", { idleAction: "stop" }, /one of terminate, reboot/u],
  ["an address that is none", { notify: '["ada"]' }, /notify\[0\] is "ada"/u],
  ["a webhook without TLS", { notify: '["http://hooks.example.org/x"]' }, /notify\[0\] is "http:/u],
  ["a webhook on this computer", { notify: '["https://localhost/x"]' }, /notify\[0\] is "https:\/\/localhost/u],
  [
    "webhooks that are longer than a function's environment",
    { notify: JSON.stringify([1, 2, 3].map((n) => `https://hooks.example.org/${n}${"x".repeat(1000)}`)) },
    /the webhooks in notify have 3081 characters, at most 3000/u,
  ],
  ["an address twice", { notify: '["a@b.org","a@b.org"]' }, /"a@b.org" twice/u],
  ["an image by its tag", { image: "ghcr.io/lab/worker:latest" }, /can change under a running experiment/u],
  ["an image and a Fiji for it", { image, engineUrl: "https://x.org/f.zip", engineSha256: digest }, /change nothing/u],
  [
    "a Fiji without its digest",
    { engine: "fiji", engineUrl: "https://x.org/f.zip" },
    /engineUrl is set without engineSha256/u,
  ],
  ["a digest without its Fiji", { engineSha256: digest }, /engineSha256 is set without engineUrl/u],
  [
    "Fiji by default, and none to be had",
    { engine: undefined },
    /engine is fiji, .*engineUrl https.*engineSha256 .*image .*engine imagej/u,
  ],
  [
    "a Fiji for plain ImageJ",
    { engine: "imagej", engineUrl: "https://x.org/f.zip", engineSha256: digest },
    /engine is imagej/u,
  ],
  [
    "a size said twice",
    { jobsPerCopy: "3", typicalJobMinutes: "2.5", finishWithinMinutes: "120" },
    /jobsPerCopy is 3, and typicalJobMinutes 2\.5 with finishWithinMinutes 120 make it 48: .*config rm distributed-fiji:jobsPerCopy/u,
  ],
  [
    "a time to finish without a job's",
    { finishWithinMinutes: "60" },
    /60 without typicalJobMinutes, .*set distributed-fiji:typicalJobMinutes 2\.5/u,
  ],
  [
    "a job's time without one to finish",
    { typicalJobMinutes: "2" },
    /2 without finishWithinMinutes: .*finishWithinMinutes 120/u,
  ],
  [
    "a job of no time",
    { typicalJobMinutes: "0", finishWithinMinutes: "60" },
    /typicalJobMinutes is "0"; allowed is a number from 0\.01 to 720/u,
  ],
  [
    "on-demand machines without a price, where an hour may cost so much",
    { onDemandMachines: "2", maxHourlyCost: "5" },
    /onDemandMachines is 2 and maxHourlyCost 5, .*set distributed-fiji:onDemandPrice 0\.20/u,
  ],
  [
    "on-demand and spot machines that cost more together",
    { onDemandMachines: "4", onDemandPrice: "0.192", maxHourlyCost: "1" },
    /4 × maxSpotPrice 0\.10 and 4 × onDemandPrice 0\.192 are 1\.168 USD per hour, .*set distributed-fiji:onDemandMachines 3/u,
  ],
  ["a price of machines that there are not", { onDemandPrice: "0.2" }, /onDemandMachines is 0/u],
  ["an unknown platform", { platform: "linux/riscv64" }, /one of linux\/amd64, linux\/arm64/u],
  ["an AMI that is none", { amiId: "ami-123" }, /amiId is "ami-123"/u],
  ["a key by its alias", { bucketKmsKey: "arn:aws:kms:eu-central-1:123456789012:alias/a" }, /not of an alias/u],
  ["a VPC that is none", { vpcId: "vpc-1" }, /vpcId is "vpc-1"/u],
  ["a subnet twice", { subnetIds: '["subnet-00000001","subnet-00000001"]' }, /twice/u],
  ["a retention that CloudWatch does not have", { logRetentionDays: "61" }, /one of 1, 3, 5/u],
  ["a key that is none", { instancetype: "m5.large" }, /is not a key.*did you mean instanceTypes\?/u],
  [
    "a key like no other",
    { zebra: "1" },
    /zebra is not a key of this project: `pulumi config rm distributed-fiji:zebra`/u,
  ],
];

describe("stack config that is refused", () => {
  for (const [what, changes, message] of BAD) {
    it(`${what}`, () => {
      const problem = problemOf(changes);
      assert.match(problem, message);
      assert.match(problem, /: `pulumi config (?:set|rm) [^`]+`/u, "the command that fixes it");
      // the one round: also while other keys are missing or wrong
      const { problems } = examineConfig(
        configSource({ bucket: undefined, idleMinutes: "x", zebras: "2", ...changes }),
      );
      assert.ok(problems.includes(problem), problems.join("\n"));
    });
  }

  it("tells of no pair with a key that is wrong by itself, whose right value is not known yet", () => {
    // 2 tasks of 20 GiB do not fit on 30 GiB; of a wrong size nothing is known
    const pairs = (changes: Record<string, string>) =>
      examineConfig(configSource({ volumeGiB: "30", ...changes })).problems.filter((text) => /do not fit/u.test(text));
    assert.equal(pairs({}).length, 1);
    assert.deepEqual(pairs({ diskGiBPerTask: "much" }), []);
  });

  for (const [stack, proposal] of [
    ["a", "experiment-1"],
    ["My_Plate", "my-plate"],
    ["1st", "st"],
    ["p".repeat(33), "p".repeat(32)],
    ["plates-", "plates"], // ECR refuses repository "fiji-plates-"
  ] as const) {
    it(`stack name "${stack}"`, () => {
      assert.match(problemOf({}, stack), new RegExp(`2 to 32 of a-z.*pulumi stack rename ${proposal}\``, "u"));
    });
  }
});

describe("stack config without the folders of earlier versions", () => {
  const allNotesOf = (changes: Record<string, string>) => readConfig(configSource(changes)).notes;
  const notesOf = (changes: Record<string, string>) => allNotesOf(changes).slice(0, -2);

  it("says what one job can have of its task", () => {
    const last = (changes: Record<string, string>) =>
      allNotesOf({ engine: "imagej", display: "none", ...changes }).at(-2);
    const sizes = { instanceTypes: "m4.16xlarge", tasksPerMachine: "16", vcpusPerTask: "4", memoryMiBPerTask: "15000" };
    const worked = { ...sizes, machines: "1", diskGiBPerTask: "10", volumeGiB: "165", copiesPerTask: "4" };
    assert.equal(
      last(worked),
      "4 copies share the 15,000 MiB and 4 vCPUs of a task: up to 9,300 MiB of heap for one job while the others wait, 2,325 each when all are busy",
    );
    assert.match(
      last({ ...worked, heapMiBPerCopy: "2000" }) ?? "",
      /: 2,000 MiB of heap for each \(heapMiBPerCopy\)$/u,
    );
    assert.match(last({ ...worked, copiesPerTask: "1" }) ?? "", /^one job has the .* of a task: 10,200 MiB of heap$/u);
    assert.match(last({ ...worked, engine: "command" }) ?? "", /one job may use them all/u);
  });

  it("says what the machines cost at most, and the list price where it is known", () => {
    const costOf = (changes: Record<string, string>, region?: string) =>
      readConfig({ ...configSource(changes), region }).notes.at(-1);
    const spot = "4 spot machines at 0.10 USD (maxSpotPrice) cost at most 0.4 USD per hour";
    const rest = "; disks, addresses and traffic come on top";
    const list = `on demand one costs 0.192 (list price of m5.xlarge in us-east-1, ${PRICES_DATE})`;
    assert.equal(costOf({}), `${spot}${rest}`);
    assert.equal(costOf({}, "us-east-1"), `${spot}, ${list}${rest}`);
    const two = { onDemandMachines: "2" };
    assert.equal(costOf(two), `${spot}, 2 on-demand machines have no known price${rest}`);
    assert.equal(costOf(two, "us-east-1"), `${spot}, 2 on-demand machines cost 0.384 more, ${list}${rest}`);
    assert.equal(
      costOf({ ...two, onDemandPrice: "0.25" }, "us-east-1"),
      `${spot}, 2 on-demand machines cost 0.5 more, ${list}${rest}`,
    );
  });

  it("takes the list price of the stack's own region, and an own onDemandPrice before it", () => {
    const problemsIn = (changes: Record<string, string>, awsRegion: string) => {
      const source = configSource({ onDemandMachines: "2", ...changes });
      return examineConfig({ ...source, raw: { ...source.raw, "aws:region": awsRegion }, region: "eu-west-1" })
        .problems;
    };
    assert.deepEqual(problemsIn({ maxHourlyCost: "0.784" }, "us-east-1"), []);
    const [problem, ...others] = problemsIn({ maxHourlyCost: "0.783" }, "us-east-1");
    assert.deepEqual(others, []);
    assert.equal(
      problem,
      `4 × maxSpotPrice 0.10 and 2 × 0.192 (list price of m5.xlarge in us-east-1, ${PRICES_DATE}) are 0.784 USD per hour, more than maxHourlyCost 0.783: \`pulumi config set distributed-fiji:onDemandMachines 1\` or raise maxHourlyCost`,
    );
    assert.match(
      problemsIn({ maxHourlyCost: "0.784" }, "eu-central-1").join("\n"),
      /2 × 0\.23 \(list price of m5\.xlarge/u,
    );
    assert.deepEqual(problemsIn({ maxHourlyCost: "0.783", onDemandPrice: "0.19" }, "us-east-1"), []);
    assert.match(
      problemsIn({ maxHourlyCost: "5", instanceTypes: '["m5.xlarge","m8a.xlarge"]' }, "us-east-1").join("\n"),
      /no price is set for on-demand machines \(no list price is known for m8a\.xlarge in us-east-1\): .*set distributed-fiji:onDemandPrice/u,
    );
  });

  it("names the line that keeps each of them", () => {
    const notes = [
      'outputPrefix is not set: it is "fiji-dev/results/", in earlier versions it was "results/". To keep that folder: `pulumi config set distributed-fiji:outputPrefix results/`',
      'logPrefix is not set: it is "fiji-dev/logs/", in earlier versions it was "logs/". To keep that folder: `pulumi config set distributed-fiji:logPrefix logs/`',
    ];
    assert.deepEqual(notesOf({}), notes);
    assert.deepEqual(notesOf({ outputPrefix: "<experiment>/results/", logPrefix: "<experiment>/logs/" }), notes);
    assert.deepEqual(notesOf({ outputPrefix: "" }), notes);
  });

  it("says nothing of a key that is set", () => {
    assert.deepEqual(notesOf({ outputPrefix: "results/", logPrefix: "logs/" }), []);
    assert.match(notesOf({ outputPrefix: "out/" }).join("\n"), /^logPrefix is not set[^\n]*$/u);
  });
});

describe("stack config that is most likely not meant", () => {
  it("warns of a job's right to read the whole bucket", () => {
    assert.deepEqual(readConfig(configSource({ inputPrefix: undefined })).warnings, [
      'inputPrefix is "": every job may read all of bucket "my-images", other experiments\' results among it; name the folder of the inputs: `pulumi config set distributed-fiji:inputPrefix plates/`',
    ]);
    assert.deepEqual(readConfig(configSource({ inputPrefix: "plates/" })).warnings, []);
  });

  it("warns of a type that is newer than the catalogue", () => {
    const { warnings } = readConfig(configSource({ instanceTypes: '["m5.xlarge","m55.xlarge"]' }));
    assert.match(warnings.join(), /"m55.xlarge" is not among the .* nearest are m5.xlarge/u);
  });

  it("warns of a machine that takes more tasks than planned", () => {
    const { warnings } = readConfig(configSource({ instanceTypes: '["m5.xlarge","m5.4xlarge"]', volumeGiB: "200" }));
    assert.match(warnings.join(), /m5.4xlarge takes 8 tasks, planned are 2/u);
  });
});

describe("files made from the config's schema", () => {
  it("are as fresh as the schema (else run `npm run docs:config`)", () => {
    const read = (path: string): string => readFileSync(join(__dirname, "../../..", path), "utf8");
    assert.equal(read("Pulumi.yaml"), projectFile());
    assert.equal(read("docs/configuration.md"), configurationPage());
  });
});
