import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import proto from "@pulumi/pulumi/proto/provider_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import struct from "google-protobuf/google/protobuf/struct_pb";
import { type MockOptions, mocksFor, UNKNOWN } from "../helpers/pulumi-mocks";
import { factsOf, isReplacedBy } from "./provider-facts";

type Values = Record<string, unknown>;

/** A change that the engine asked for. Begin and end are ticks of one clock for all providers: no two are the same. */
export interface Change {
  readonly op: "create" | "update" | "delete";
  readonly type: string;
  readonly name: string;
  readonly id: string;
  /** As the engine gave them; none for a delete. */
  readonly inputs: Values;
  readonly begin: number;
  readonly end: number;
}

/** What several providers share: the clock, what was changed, answers to functions. */
export class World {
  readonly changes: Change[] = [];
  /** Replace the usual answers, see `pulumi-mocks.ts`. */
  answers: NonNullable<MockOptions["answers"]> = {};
  /** Names of resources that a refresh does not find. */
  readonly gone = new Set<string>();
  /** Asked before a resource is deleted, with its state: an error refuses, as a provider's does. */
  beforeDelete: (deleted: { readonly name: string; readonly state: Values }) => Promise<void> = () => Promise.resolve();
  /** Asked before a resource is made: an error refuses. */
  beforeCreate: (name: string) => void = () => undefined;
  #ticks = 0;
  readonly #made = new Map<string, number>();

  tick(): number {
    return ++this.#ticks;
  }

  /** How often this was made, this time included: 1 for a first one. */
  madeAgain(urn: string): number {
    const times = (this.#made.get(urn) ?? 0) + 1;
    this.#made.set(urn, times);
    return times;
  }
}

type Handler<Request, Response> = (request: Request) => Response | Promise<Response>;

/** Long enough that the engine begins everything that may begin meanwhile. */
const CHANGE_MS = 20;
/** Names of inputs that the provider chose, as the real providers note it down. */
const DEFAULTS = "__defaults";

/** A provider for the real engine that makes nothing: it checks, compares and answers as AWS's and Docker's do. */
export class StubProvider {
  readonly #server = new grpc.Server();

  constructor(
    private readonly world: World,
    private readonly version: string,
  ) {
    this.#server.addService(ResourceProviderService, {
      getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(this.version)),
      checkConfig: unary((request: proto.CheckRequest) => new proto.CheckResponse().setInputs(request.getNews())),
      diffConfig: unary(() => new proto.DiffResponse().setChanges(proto.DiffResponse.DiffChanges.DIFF_NONE)),
      configure: unary(() => new proto.ConfigureResponse().setSupportspreview(true)),
      invoke: unary((request: proto.InvokeRequest) => this.#invoke(request)),
      check: unary((request: proto.CheckRequest) => check(request)),
      diff: unary((request: proto.DiffRequest) => diff(request)),
      create: unary((request: proto.CreateRequest) => this.#create(request)),
      read: unary((request: proto.ReadRequest) => this.#read(request)),
      update: unary((request: proto.UpdateRequest) => this.#update(request)),
      delete: unary((request: proto.DeleteRequest) => this.#delete(request)),
      cancel: unary(() => new empty.Empty()),
    });
  }

  async listen(): Promise<number> {
    const insecure = grpc.ServerCredentials.createInsecure();
    return await new Promise<number>((resolve, reject) =>
      this.#server.bindAsync("127.0.0.1:0", insecure, (error, port) => (error ? reject(error) : resolve(port))),
    );
  }

  close(): void {
    this.#server.forceShutdown();
  }

  #invoke(request: proto.InvokeRequest): proto.InvokeResponse {
    const call = { token: request.getTok(), inputs: read(request.getArgs()) };
    const answer = mocksFor(false, this.world.answers).call(call) as Values;
    // a password for the registry is good for hours: each call gives another one
    const fresh = "password" in answer ? { password: `${String(answer["password"])}-${this.world.tick()}` } : {};
    return new proto.InvokeResponse().setReturn(write({ ...answer, ...fresh }));
  }

  async #create(request: proto.CreateRequest): Promise<proto.CreateResponse> {
    const { urn, type, name } = partsOf(request.getUrn());
    const inputs = withoutDefaults(read(request.getProperties()));
    const made = mocksFor(false, {}).newResource({ type, name, inputs, custom: true }) as { id: string; state: Values };
    if (request.getPreview()) {
      const unknown = Object.keys(made.state).filter((key) => !(key in inputs));
      const state = { ...inputs, ...Object.fromEntries(unknown.map((key) => [key, UNKNOWN])) };
      return new proto.CreateResponse().setProperties(write(state));
    }
    this.world.beforeCreate(name);
    this.world.gone.delete(name);
    const times = this.world.madeAgain(urn);
    const id = numbered(made.id, times);
    await this.#record("create", urn, id, inputs);
    return new proto.CreateResponse().setId(id).setProperties(write(revised(type, made.state, times)));
  }

  /** What is there is as the state has it. */
  #read(request: proto.ReadRequest): proto.ReadResponse {
    if (this.world.gone.has(partsOf(request.getUrn()).name)) return new proto.ReadResponse();
    return new proto.ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs());
  }

  async #update(request: proto.UpdateRequest): Promise<proto.UpdateResponse> {
    const { urn, type } = partsOf(request.getUrn());
    const news = withoutDefaults(read(request.getNews()));
    const olds = read(request.getOlds());
    const state = { ...olds, ...news };
    // another template is another version; tags of the template itself are not part of one
    const changed = changedKeys(read(request.getOldInputs()), read(request.getNews()));
    if (type === "aws:ec2/launchTemplate:LaunchTemplate" && changed.some((key) => key !== "tags")) {
      state["latestVersion"] = request.getPreview() ? UNKNOWN : Number(olds["latestVersion"]) + 1;
    }
    if (!request.getPreview()) await this.#record("update", urn, request.getId(), news);
    return new proto.UpdateResponse().setProperties(write(state));
  }

  async #delete(request: proto.DeleteRequest): Promise<empty.Empty> {
    await this.world.beforeDelete({ name: partsOf(request.getUrn()).name, state: read(request.getProperties()) });
    await this.#record("delete", request.getUrn(), request.getId());
    return new empty.Empty();
  }

  async #record(op: Change["op"], urn: string, id: string, inputs: Values = {}): Promise<void> {
    const { type, name } = partsOf(urn);
    const begin = this.world.tick();
    await sleep(CHANGE_MS);
    this.world.changes.push({ op, type, name, id, inputs, begin, end: this.world.tick() });
  }
}

function unary<Request, Response>(handle: Handler<Request, Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, reply: grpc.sendUnaryData<Response>): void => {
    void Promise.resolve()
      .then(() => handle(call.request))
      .then(
        (response) => reply(null, response),
        (error: unknown) => reply({ code: grpc.status.UNKNOWN, details: String(error) }),
      );
  };
}

function check(request: proto.CheckRequest): proto.CheckResponse {
  const { type, name } = partsOf(request.getUrn());
  const news = read(request.getNews());
  const named = factsOf(type).autoNamed !== true || "name" in news;
  const inputs = named ? news : { ...news, name: `${name}-0a1b2c3`, [DEFAULTS]: ["name"] };
  return new proto.CheckResponse().setInputs(write(inputs));
}

function diff(request: proto.DiffRequest): proto.DiffResponse {
  const { type } = partsOf(request.getUrn());
  const news = read(request.getNews());
  const changed = changedKeys(read(request.getOldInputs()), news).filter(
    (key) => factsOf(type).ignores?.includes(key) !== true,
  );
  const replaces = changed.filter((key) => isReplacedBy(type, key));
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  return (
    new proto.DiffResponse()
      .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
      .setDiffsList(changed)
      .setReplacesList(replaces)
      // AWS takes no name twice: a name that the program gave must be free before the new one is made
      .setDeletebeforereplace(replaces.length > 0 && "name" in news && !(DEFAULTS in news))
  );
}

/** Inputs that came, went or are others. */
function changedKeys(olds: Values, news: Values): string[] {
  const keys = new Set([...Object.keys(withoutDefaults(news)), ...Object.keys(withoutDefaults(olds))]);
  return [...keys].filter((key) => !isDeepStrictEqual(olds[key], news[key])).sort();
}

function withoutDefaults(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([key]) => key !== DEFAULTS));
}

/** The id of the second, third … one made in the same place. */
function numbered(id: string, times: number): string {
  if (times === 1) return id;
  return /\d$/u.test(id) ? `${id.slice(0, -1)}${times}` : `${id}${times}`;
}

/** A task definition made again is the next revision of its family. */
function revised(type: string, state: Values, times: number): Values {
  if (type !== "aws:ecs/taskDefinition:TaskDefinition") return state;
  return { ...state, revision: times, arn: String(state["arn"]).replace(/\d+$/u, String(times)) };
}

function partsOf(urn: string): { readonly urn: string; readonly type: string; readonly name: string } {
  const [, , types = "", name = ""] = urn.split("::");
  return { urn, type: types.split("$").at(-1)!, name };
}

const read = (values: struct.Struct | undefined): Values => values?.toJavaScript() ?? {};
const write = (values: Values): struct.Struct =>
  struct.Struct.fromJavaScript(values as Record<string, struct.JavaScriptValue>);
