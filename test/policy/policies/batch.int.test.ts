import type { Props, StackResource } from "../../helpers/analyzer-messages";
import { handMade, withProps } from "../../helpers/hand-made-stack";
import { defineCases } from "../../helpers/policy-cases";

const FITS = "batch-jobs-fit-their-environment (mandatory)";
const FARGATE = "fargate-sizes-exist (mandatory)";
const CONFINED = "containers-are-confined (mandatory)";
const ROOT = "containers-are-not-root (mandatory)";
const SECRETS = "environments-hold-no-secrets (mandatory)";
const PINNED = "images-are-pinned (mandatory)";
const GAPS = "gaps-are-named (advisory)";
const NAMED = [FITS, FARGATE, CONFINED, ROOT, SECRETS, PINNED, GAPS].map((line) => line.split(" ")[0] ?? "");

const environment: StackResource = {
  type: "aws:batch/computeEnvironment:ComputeEnvironment",
  name: "spot",
  props: {
    type: "MANAGED",
    computeResources: { type: "SPOT", instanceTypes: ["m5"], maxVcpus: 256, subnets: ["subnet-a"] },
  },
};
const container = {
  image: `123456789012.dkr.ecr.us-east-1.amazonaws.com/stitch@sha256:${"0".repeat(64)}`,
  user: "1000",
  resourceRequirements: [
    { type: "VCPU", value: "4" },
    { type: "MEMORY", value: "15000" },
  ],
};
const job = (changes: Props = {}, props: Props = {}): StackResource => ({
  type: "aws:batch/jobDefinition:JobDefinition",
  name: "stitch",
  props: { type: "container", containerProperties: JSON.stringify({ ...container, ...changes }), ...props },
});
const sizes = (vcpu: unknown, memory: unknown, gpu?: string) => ({
  resourceRequirements: [
    { type: "VCPU", value: vcpu },
    { type: "MEMORY", value: memory },
    ...(gpu === undefined ? [] : [{ type: "GPU", value: gpu }]),
  ],
});

describe("AWS Batch", () => {
  defineCases(NAMED, [
    { title: "takes a job that fits", stack: [environment, job()], said: [] },
    {
      title: "takes a job in the form of the first years",
      stack: [environment, job({ resourceRequirements: undefined, vcpus: 4, memory: 15_000 })],
      said: [],
    },
    {
      title: "refuses a job that no machine takes",
      stack: [environment, job(sizes("4", "400000"))],
      said: [
        `${FITS}: job definition "stitch": compute environment "spot": 4 vCPUs, 400000 MiB fit none of its instance types (m5); the largest, m5.24xlarge, has 96 vCPUs, 375,968 MiB; lower MEMORY to 375968 or name larger instance types`,
      ],
    },
    {
      title: "refuses a GPU on machines without",
      stack: [environment, job(sizes("4", "15000", "1"))],
      said: [
        `${FITS}: job definition "stitch": compute environment "spot": 4 vCPUs, 15000 MiB, 1 GPU fit none of its instance types (m5); the largest, m5.24xlarge, has 96 vCPUs, 375,968 MiB, 0 GPUs; name larger instance types`,
      ],
    },
    {
      title: "refuses sizes that are no numbers",
      stack: [environment, job(sizes("4 vCPUs", "15 GB"))],
      said: [
        `${FITS}: job definition "stitch": VCPU "4 vCPUs" is no number; write digits alone, MEMORY in MiB`,
        `${FITS}: job definition "stitch": MEMORY "15 GB" is no number; write digits alone, MEMORY in MiB`,
      ],
    },
    {
      title: "judges no size where machines are managed by somebody else, or of Fargate",
      stack: [environment, { ...environment, name: "own", props: { type: "UNMANAGED" } }, job(sizes("4", "400000"))],
      said: [],
    },
    {
      title: "judges containers of jobs as those of tasks",
      stack: [
        environment,
        job({
          image: "worker:latest",
          user: "root",
          privileged: true,
          volumes: [
            { name: "all", host: { sourcePath: "/var/../" } },
            { name: "data", host: { sourcePath: "/data/a" } },
          ],
          environment: [{ name: "AWS_SECRET_ACCESS_KEY", value: "x" }],
          linuxParameters: { devices: [{ hostPath: "/dev/kvm" }] },
        }),
      ],
      said: [
        `${CONFINED}: job definition "stitch": container "job" gets the machine's device /dev/kvm; remove it from linuxParameters.devices, or add it to allowedDevices`,
        `${CONFINED}: job definition "stitch": container "job" is privileged; leave privileged out`,
        `${CONFINED}: job definition "stitch": volume "all" is the machine's /var/../; bind a folder below /data, /media, /mnt, /scratch, /srv, /var/lib/dfiji, or list its own in allowedHostPaths`,
        `${ROOT}: job definition "stitch": container "job" runs as root; set user to another, e.g. "1000"`,
        `${SECRETS}: job definition "stitch": container "job" has variable AWS_SECRET_ACCESS_KEY, which by its name is a secret; give the task a role, or name it in secrets`,
        `${PINNED}: job definition "stitch": container "job": image "worker:latest" can change under its tag "latest"; name it by digest (worker@sha256:…)`,
      ],
    },
    {
      title: "names jobs of another form, which are not judged",
      stack: [environment, { ...job(), props: { type: "multinode", nodeProperties: "{}" } }],
      said: [
        `${GAPS}: job definition "stitch": the containers of nodeProperties are not judged; only those of containerProperties are`,
      ],
    },
  ]);
});

describe("Fargate", () => {
  const onFargate = (props: Props) =>
    withProps(handMade.task, { requiresCompatibilities: ["EC2", "FARGATE"], networkMode: "awsvpc", ...props });
  const said = (problem: string, who = 'task "stitch"') => [`${FARGATE}: ${who}: ${problem}`];
  const named = ["fargate-sizes-exist"];
  defineCases(named, [
    { title: "takes a pair that exists", stack: [onFargate({ cpu: "4096", memory: "16384" })], said: [] },
    { title: "takes sizes with units", stack: [onFargate({ cpu: ".25 vCPU", memory: "2 GB" })], said: [] },
    { title: "has nothing to do with tasks for EC2", stack: [handMade.task], said: [] },
    {
      title: "refuses a pair that does not exist",
      stack: [onFargate({ cpu: "256", memory: "8192" })],
      said: said(
        "cpu 256 with memory 8192 is no size of Fargate, which has 512, 1,024 or 2,048 MiB for it; set memory to 2048 or cpu to 1024",
      ),
    },
    {
      title: "refuses a task without its own size",
      stack: [onFargate({ cpu: undefined, memory: undefined })],
      said: said("Fargate needs cpu and memory of the whole task; set cpu and memory"),
    },
    {
      title: "refuses ephemeral storage out of bounds",
      stack: [onFargate({ cpu: "1024", memory: "2048", ephemeralStorage: { sizeInGib: 500 } })],
      said: said("ephemeral storage of 500 GiB is no size of Fargate; set it to 21 to 200, or leave it out (20)"),
    },
    {
      title: "refuses a job of AWS Batch of a size that does not exist",
      stack: [
        job(sizes("0.25", "8192"), { platformCapabilities: ["FARGATE"] }),
        job(sizes("0.25", "512"), { platformCapabilities: ["FARGATE"] }),
      ],
      said: said(
        "cpu 256 with memory 8192 is no size of Fargate, which has 512, 1,024 or 2,048 MiB for it; set memory to 2048 or cpu to 1024",
        'job definition "stitch"',
      ),
    },
  ]);
});
