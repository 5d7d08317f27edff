import { spawn } from "node:child_process";
import { join } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import engineProto from "@pulumi/pulumi/proto/engine_pb";
import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import resourceProto from "@pulumi/pulumi/proto/resource_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import struct from "google-protobuf/google/protobuf/struct_pb";
import { mocksFor } from "../helpers/pulumi-mocks";

export interface HostRun {
  readonly exitCode: number;
  /** URNs in the order of registration, the stack's first. */
  readonly urns: readonly string[];
  /** Stack outputs. */
  readonly outputs: Record<string, unknown>;
  /** What the program reported to the engine: severity and text. */
  readonly messages: readonly { readonly severity: number; readonly text: string }[];
  readonly stderr: string;
}

const ROOT = join(__dirname, "../..");
const PROJECT = "distributed-fiji";

/**
 * Runs the program as `pulumi preview` does: in the Node host of Pulumi's SDK, a process of its own, against an engine.
 * The engine is ours and makes nothing; everything else is real: TypeScript as the host loads it, config by environment,
 * registration by gRPC, errors, exit code.
 */
export async function runInNodeHost(
  config: Readonly<Record<string, string>>,
  { stack = "dev", secrets = [] }: { readonly stack?: string; readonly secrets?: readonly string[] } = {},
): Promise<HostRun> {
  const engine = new StandInEngine(stack);
  const address = await engine.listen();
  try {
    const run = join(ROOT, "node_modules/@pulumi/pulumi/cmd/run");
    const flags = { project: PROJECT, stack, pwd: ROOT, monitor: address, engine: address };
    const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    const texts = Object.fromEntries(Object.entries(config).map(([key, value]) => [`${PROJECT}:${key}`, value]));
    const child = spawn(process.execPath, [run, "--dry-run", ...args, "."], {
      cwd: ROOT,
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        PULUMI_CONFIG: JSON.stringify(texts),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(secrets.map((key) => `${PROJECT}:${key}`)),
        PULUMI_NODEJS_TYPESCRIPT: "true",
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
    const exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
    return { exitCode, stderr, urns: engine.urns, outputs: engine.outputs, messages: engine.messages };
  } finally {
    engine.close();
  }
}

type Call<Request> = grpc.ServerUnaryCall<Request, unknown>;
type Reply = grpc.sendUnaryData<unknown>;

/** Monitor and engine in one server: answers functions of the provider as the mocks do and takes every resource. */
class StandInEngine {
  readonly urns: string[] = [];
  readonly messages: { severity: number; text: string }[] = [];
  outputs: Record<string, unknown> = {};
  #root = "";
  readonly #server = new grpc.Server();
  readonly #mocks = mocksFor(true, {});

  constructor(private readonly stack: string) {
    this.#server.addService(ResourceMonitorService, {
      supportsFeature: (_: unknown, reply: Reply) => {
        const response = new resourceProto.SupportsFeatureResponse();
        response.setHassupport(true);
        reply(null, response);
      },
      invoke: (call: Call<resourceProto.ResourceInvokeRequest>, reply: Reply) => {
        const inputs = call.request.getArgs()?.toJavaScript() ?? {};
        try {
          const answer = this.#mocks.call({ token: call.request.getTok(), inputs }) as Record<
            string,
            struct.JavaScriptValue
          >;
          const response = new InvokeResponse();
          response.setReturn(struct.Struct.fromJavaScript(answer));
          reply(null, response);
        } catch (error) {
          reply({ code: grpc.status.UNKNOWN, details: (error as Error).message });
        }
      },
      registerResource: (call: Call<resourceProto.RegisterResourceRequest>, reply: Reply) =>
        reply(null, this.#register(call.request)),
      registerResourceOutputs: (call: Call<resourceProto.RegisterResourceOutputsRequest>, reply: Reply) => {
        if (call.request.getUrn() === this.#root) this.outputs = call.request.getOutputs()?.toJavaScript() ?? {};
        reply(null, new empty.Empty());
      },
      signalAndWaitForShutdown: (_: unknown, reply: Reply) => reply(null, new empty.Empty()),
    });
    this.#server.addService(EngineService, {
      log: (call: Call<engineProto.LogRequest>, reply: Reply) => {
        this.messages.push({ severity: call.request.getSeverity(), text: call.request.getMessage() });
        reply(null, new empty.Empty());
      },
      setRootResource: (call: Call<engineProto.SetRootResourceRequest>, reply: Reply) => {
        this.#root = call.request.getUrn();
        reply(null, new engineProto.SetRootResourceResponse());
      },
      getRootResource: (_: unknown, reply: Reply) => {
        const response = new engineProto.GetRootResourceResponse();
        response.setUrn(this.#root);
        reply(null, response);
      },
    });
  }

  async listen(): Promise<string> {
    const insecure = grpc.ServerCredentials.createInsecure();
    const port = await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync("127.0.0.1:0", insecure, (error, bound) => (error ? reject(error) : resolve(bound))),
    );
    return `127.0.0.1:${port}`;
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #register(request: resourceProto.RegisterResourceRequest): resourceProto.RegisterResourceResponse {
    const parentTypes = request.getParent().split("::")[2];
    const own = request.getType();
    const types = parentTypes === undefined || parentTypes === "pulumi:pulumi:Stack" ? own : `${parentTypes}$${own}`;
    const urn = `urn:pulumi:${this.stack}::${PROJECT}::${types}::${request.getName()}`;
    this.urns.push(urn);
    if (own === "pulumi:pulumi:Stack") this.#root = urn;
    const response = new resourceProto.RegisterResourceResponse();
    response.setUrn(urn);
    response.setObject(request.getObject());
    return response;
  }
}
