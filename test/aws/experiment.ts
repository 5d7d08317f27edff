import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  paginateListObjectsV2,
  PutPublicAccessBlockCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { z } from "zod";
import { type Deployment, deploymentSchema } from "../../worker/contract/deployment";
import { leftovers } from "./leftovers";
import type { AwsTestSettings } from "./settings";

const ROOT = join(__dirname, "..", "..");

/** A stack with a bucket and a state of its own, made for this run and taken away after it. */
export class AwsExperiment {
  #stack: Stack | undefined;
  #stateFolder: string | undefined;
  #deployment: Deployment | undefined;
  #isProtected = false;

  private constructor(
    readonly stackName: string,
    readonly settings: AwsTestSettings,
    /** Ctrl-C. */
    private readonly signal: AbortSignal,
  ) {}

  /** Bucket and stack config; no machine yet. Whatever happens then, `end` takes away what is there. */
  static named(settings: AwsTestSettings, signal: AbortSignal): AwsExperiment {
    return new AwsExperiment(`awstest-${Date.now().toString(36)}`, settings, signal);
  }

  get bucket(): string {
    return `fiji-${this.stackName}`;
  }

  async begin(): Promise<void> {
    const s3 = new S3Client({ region: this.settings.region });
    await s3.send(new CreateBucketCommand(bucketIn(this.settings.region, this.bucket)));
    await s3.send(
      new PutPublicAccessBlockCommand({
        Bucket: this.bucket,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    );
    this.#stateFolder = await mkdtemp(join(tmpdir(), "dfiji-test-aws-"));
    this.#stack = await LocalWorkspace.createStack(
      { stackName: this.stackName, workDir: ROOT },
      { envVars: { PULUMI_BACKEND_URL: `file://${this.#stateFolder}`, PULUMI_CONFIG_PASSPHRASE: "" } },
    );
    const { region, image } = this.settings;
    await this.#stack.setConfig("aws:region", { value: region });
    await this.#stack.setAllConfig({
      ...values({ bucket: this.bucket, engine: "imagej", owner: "test-aws", maxSpotPrice: "0.06", endAfterHours: "2" }),
      ...values({
        machines: "1",
        tasksPerMachine: "1",
        copiesPerTask: "1",
        vcpusPerTask: "1",
        memoryMiBPerTask: "2048",
      }),
      ...values({ diskGiBPerTask: "5", volumeGiB: "8", rootGiB: "30", logRetentionDays: "1", dashboard: "false" }),
      ...values({ protectJobs: "false" }), // it is destroyed while busy
      ...(image === undefined ? {} : values({ image })),
    });
    const types = ["t3.medium", "t3a.medium", "m5.large"];
    for (const [index, value] of types.entries()) {
      await this.#stack.setConfig(`distributed-fiji:instanceTypes[${index}]`, { value }, true);
    }
  }

  async up(options: { readonly refresh?: boolean } = {}): Promise<void> {
    const { outputs } = await this.#made.up({ onOutput: write, signal: this.signal, ...options });
    this.#deployment = deploymentSchema.parse(outputs["deployment"]?.value);
  }

  /** Of the last `up`. */
  get deployment(): Deployment {
    if (this.#deployment === undefined) throw new Error("up() comes first");
    return this.#deployment;
  }

  /** @throws {Error} when Pulumi would change anything */
  async upChangesNothing(): Promise<void> {
    await this.#made.up({ onOutput: write, signal: this.signal, expectNoChanges: true });
  }

  /** While a file more is in the image's context. */
  async withAnotherFile(work: () => Promise<void>): Promise<void> {
    const path = join(ROOT, "docker", "plugins", `${this.stackName}.txt`);
    await writeFile(path, "no plugin\n");
    try {
      await work();
    } finally {
      await rm(path);
    }
  }

  /** Takes resources of a type out of the state, not off AWS. */
  async forget(type: string): Promise<void> {
    const { version, deployment } = await this.#made.exportStack();
    const { resources, ...rest } = z
      .looseObject({ resources: z.array(z.looseObject({ type: z.string() })) })
      .parse(deployment);
    const kept = resources.filter((resource) => resource.type !== type);
    await this.#made.importStack({ version, deployment: { ...rest, resources: kept } });
  }

  /** Does the preview of a stack of the same name with another state, and gives its error. */
  async previewAsAnother(): Promise<string> {
    const own = await this.#made.exportStack();
    await this.forget("pulumi:index:Stash");
    try {
      await this.#made.preview({ onOutput: write });
    } catch (error) {
      return String(error);
    } finally {
      await this.#made.importStack(own);
    }
    throw new Error("the preview was not refused");
  }

  async destroy(): Promise<void> {
    await this.#made.destroy({ onOutput: write, refresh: true });
  }

  /** `protectJobs`, which counts after the `up`. */
  async protect(isOn: boolean): Promise<void> {
    await this.#made.setConfig("distributed-fiji:protectJobs", { value: String(isOn) });
    await this.#made.up({ onOutput: write });
    this.#isProtected = isOn;
  }

  /** Takes away all that is there, also after Ctrl-C and half an `up`. Answers with what is left. */
  async end(): Promise<readonly string[]> {
    if (this.#stack !== undefined) {
      if (this.#isProtected) await this.protect(false).catch(() => undefined);
      await this.#stack.cancel().catch(() => undefined); // an update that was stopped leaves its lock
      await this.#stack.refresh({ onOutput: write, clearPendingCreates: true });
      await this.#stack.destroy({ onOutput: write });
      await this.#stack.workspace.removeStack(this.stackName);
    }
    await this.#removeBucket();
    if (this.#stateFolder !== undefined) await rm(this.#stateFolder, { recursive: true });
    return leftovers(this.stackName, { region: this.settings.region });
  }

  /** For a person, when `end` failed. */
  get howToEnd(): string {
    const state = this.#stateFolder === undefined ? "" : `PULUMI_BACKEND_URL=file://${this.#stateFolder} `;
    return `${state}PULUMI_CONFIG_PASSPHRASE= pulumi destroy --refresh --stack ${this.stackName}, then aws s3 rb --force s3://${this.bucket}`;
  }

  get #made(): Stack {
    if (this.#stack === undefined) throw new Error("begin() comes first");
    return this.#stack;
  }

  async #removeBucket(): Promise<void> {
    const client = new S3Client({ region: this.settings.region });
    try {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: this.bucket })) {
        const Objects = Contents.map(({ Key }) => ({ Key }));
        if (Objects.length > 0)
          await client.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete: { Objects } }));
      }
      await client.send(new DeleteBucketCommand({ Bucket: this.bucket }));
    } catch (error) {
      if ((error as Error).name !== "NoSuchBucket") throw error;
    }
  }
}

const write = (text: string): void => void process.stdout.write(text);

function values(config: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [`distributed-fiji:${key}`, { value }]));
}

/** S3 takes no location for its first region. */
function bucketIn(region: string, Bucket: string): CreateBucketCommandInput {
  if (region === "us-east-1") return { Bucket };
  return { Bucket, CreateBucketConfiguration: { LocationConstraint: region as "eu-west-1" } };
}
