// The policy pack in a process of its own, started and spoken to as the Pulumi CLI does: the Node language host runs
// `node @pulumi/pulumi/cmd/run-policy-pack <engine address> <pack folder>` in the pack's folder, reads the port from the
// first line of stdout, and the engine calls the Analyzer service on it.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Socket } from "node:net";
import { createInterface, type Interface } from "node:readline";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import {
  analyzeRequest,
  analyzeStackRequest,
  configureRequest,
  factsOf,
  type Level,
  type PolicyFacts,
  type Props,
  type Report,
  reportsOf,
  type StackResource,
  urnOf,
} from "./analyzer-messages";

/** As in a `--policy-pack-config` file: a level, or settings with perhaps a level among them. */
export type PackConfig = Readonly<Record<string, Level | (Props & { readonly enforcementLevel?: Level })>>;

export interface Remediation {
  readonly policy: string;
  readonly props?: Props;
  /** Why it could not run. */
  readonly diagnostic?: string;
}

export class Analyzer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
    private readonly output: Interface,
    /** All policies, as the CLI lists them. */
    readonly policies: readonly PolicyFacts[],
  ) {}

  /**
   * Ends with this process, which need not wait for it.
   * @param folder holds PulumiPolicy.yaml
   * @throws with the pack's stderr when it ends before it listens
   */
  static async start(folder: string): Promise<Analyzer> {
    const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [runner, "127.0.0.1:0", folder], {
      cwd: folder,
      env: {
        ...process.env,
        NODE_PATH: "",
        PULUMI_NODEJS_PROJECT: "fiji",
        PULUMI_NODEJS_STACK: "dev",
        PULUMI_NODEJS_DRY_RUN: "true",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    process.once("exit", () => child.kill());
    child.unref();
    for (const stream of [child.stdout, child.stderr]) (stream as Socket).unref();
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += String(data)));
    const wait = setTimeout(() => undefined, 2 ** 31 - 1); // what was let go does not keep this process
    const output = createInterface(child.stdout);
    const [line] = (await Promise.race([once(output, "line"), once(child, "close").then(() => [undefined])])) as [
      string | undefined,
    ];
    clearTimeout(wait);
    if (line === undefined) throw new Error(`the pack in ${folder} did not start:\n${stderr}`);
    const client = new AnalyzerClient(`127.0.0.1:${line}`, credentials.createInsecure());
    const info = await answer<proto.AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    const analyzer = new Analyzer(child, client, output, factsOf(info));
    await analyzer.configure({});
    return analyzer;
  }

  /** Of the pack's process. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The next line that the pack prints, which the engine shows. Ask before what makes it print. */
  async nextLine(): Promise<string> {
    const [line] = (await once(this.output, "line")) as [string];
    return line;
  }

  async stop(): Promise<void> {
    this.client.close();
    const closed = once(this.child, "close");
    this.child.kill();
    await closed;
  }

  /** Sets levels and settings for all that follows; the CLI fills in levels and defaults from the schemas, so does this. */
  async configure(config: PackConfig): Promise<void> {
    const filled = new Map<string, { level: Level; props: Props }>();
    for (const { name, level, settings } of this.policies) {
      const given = config[name];
      const { enforcementLevel, ...props } = typeof given === "string" ? { enforcementLevel: given } : (given ?? {});
      const defaults = Object.entries(settings).flatMap(([key, schema]) =>
        "default" in schema ? [[key, schema.default] as const] : [],
      );
      filled.set(name, { level: enforcementLevel ?? level, props: { ...Object.fromEntries(defaults), ...props } });
    }
    for (const name of Object.keys(config)) if (!filled.has(name)) throw new Error(`the pack has no policy "${name}"`);
    await answer((done) => this.client.configure(configureRequest(filled), done));
  }

  async setStackTags(tags: Readonly<Record<string, string>>): Promise<void> {
    const request = new proto.AnalyzerStackConfigureRequest().setStack("dev").setProject("fiji").setDryRun(true);
    for (const [key, value] of Object.entries(tags)) request.getTagsMap().set(key, value);
    await answer((done) => this.client.configureStack(request, done));
  }

  /** What the policies say to a stack: of each resource once remedied and before it is made, then of all together. */
  async reports(resources: readonly StackResource[]): Promise<Report[]> {
    const analysed = await Promise.all(
      resources.map(async (resource) => {
        const { props = resource.props } = (await this.remediate(resource)).findLast(({ props }) => props) ?? {};
        const remedied = { ...resource, props };
        return { remedied, reports: await this.analyze(remedied) };
      }),
    );
    const remedied = analysed.map(({ remedied }) => remedied);
    return [...analysed.flatMap(({ reports }) => reports), ...(await this.analyzeStack(remedied))];
  }

  async analyze(resource: StackResource): Promise<Report[]> {
    const response = await answer<proto.AnalyzeResponse>((done) => this.client.analyze(analyzeRequest(resource), done));
    return reportsOf(response).map((report) => ({ urn: urnOf(resource), ...report }));
  }

  async analyzeStack(resources: readonly StackResource[]): Promise<Report[]> {
    const request = analyzeStackRequest(resources);
    return reportsOf(await answer<proto.AnalyzeResponse>((done) => this.client.analyzeStack(request, done)));
  }

  /** Names of the policies that had something to look at in this resource. */
  async met(resource: StackResource): Promise<string[]> {
    const response = await answer<proto.AnalyzeResponse>((done) => this.client.analyze(analyzeRequest(resource), done));
    return this.applied("resource", response);
  }

  /** The same for policies that look at the stack as a whole. */
  async metStack(resources: readonly StackResource[]): Promise<string[]> {
    const request = analyzeStackRequest(resources);
    const response = await answer<proto.AnalyzeResponse>((done) => this.client.analyzeStack(request, done));
    return this.applied("stack", response);
  }

  async remediate(resource: StackResource): Promise<Remediation[]> {
    const request = analyzeRequest(resource);
    const response = await answer<proto.RemediateResponse>((done) => this.client.remediate(request, done));
    return response.getRemediationsList().map((remediation) => {
      const props = remediation.getProperties()?.toJavaScript() as Props | undefined;
      const diagnostic = remediation.getDiagnostic();
      return {
        policy: remediation.getPolicyname(),
        ...(props && { props }),
        ...(diagnostic !== "" && { diagnostic }),
      };
    });
  }

  private applied(kind: PolicyFacts["kind"], response: proto.AnalyzeResponse): string[] {
    const skipped = new Set(response.getNotApplicableList().map((policy) => policy.getPolicyName()));
    return this.policies.filter((policy) => policy.kind === kind && !skipped.has(policy.name)).map(({ name }) => name);
  }
}

type Done<T> = (error: ServiceError | null, value: T) => void;

async function answer<T>(call: (done: Done<T>) => unknown): Promise<T> {
  return new Promise((resolve, reject) => call((error, value) => (error === null ? resolve(value) : reject(error))));
}
