import { createServer, type IncomingHttpHeaders, request as httpRequest, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { instanceType } from "../../policy/rules/instance-types";
import { type Emulator, startEmulator } from "../helpers/emulator";
import { type Moto, startMoto } from "../helpers/moto";
import { SpotDrought } from "./spot-drought";

/** AWS on this computer: one address for all of it, SQS by fauxqs, everything else by moto. */
export interface Cloud {
  readonly endpoint: string;
  readonly moto: Moto;
  readonly emulator: Emulator;
  /** Whether ECS protects a task, by its ARN: moto has no GetTaskProtection. Set by the world that runs the tasks. */
  protection: (taskArn: string) => Promise<boolean>;
  readonly drought: SpotDrought;
  /** Type of machines that an Auto Scaling group buys: moto takes it from the template, which has none. */
  groupType: string;
  stop(): Promise<void>;
}

export async function startCloud(): Promise<Cloud> {
  const [moto, emulator] = await Promise.all([startMoto(), startEmulator()]);
  // else each look at a task brings it nearer to its end
  const transition = { model_name: "ecs::task", transition: { progression: "manual", times: 1_000_000 } };
  const set = `${moto.endpoint}/moto-api/state-manager/set-transition`;
  await fetch(set, { method: "POST", body: JSON.stringify(transition) });
  const server = await listening(frontOf(moto.endpoint, emulator.endpoint, () => cloud));
  const cloud: Cloud = {
    protection: () => Promise.resolve(false),
    drought: new SpotDrought(),
    groupType: "",
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    moto,
    emulator,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([moto.stop(), emulator.stop()]);
    },
  };
  return cloud;
}

/** Workers and functions are given one endpoint, as AWS has one per region: the request's target decides who answers. */
function frontOf(moto: string, sqs: string, cloud: () => Cloud): Server {
  const names = new HostNames();
  return createServer((incoming, outgoing) => {
    const { method, url = "/", headers } = incoming;
    const target = headers["x-amz-target"];
    if (target === "AmazonEC2ContainerServiceV20141113.GetTaskProtection") {
      return void text(incoming)
        .then((body) => protectedTasks(body, (arn) => cloud().protection(arn)))
        .then((answer) => outgoing.writeHead(200, { "content-type": "application/x-amz-json-1.1" }).end(answer));
    }
    const isForSqs = typeof target === "string" && target.startsWith("AmazonSQS.");
    const isForEc2 = headers.authorization?.includes("/ec2/") === true;
    const { drought, groupType } = cloud();
    const passed = httpRequest(`${isForSqs ? sqs : moto}${url}`, { method, headers }, (answer) => {
      const rewrite = isForSqs
        ? (body: string) => names.reachable(body, headers.host ?? "")
        : isForEc2
          ? (body: string) => withCpuOptions(drought.shown(withType(body, groupType)))
          : undefined;
      outgoing.writeHead(answer.statusCode ?? 502, rewrite ? withoutLength(answer.headers) : answer.headers);
      if (rewrite) void text(answer).then((body) => outgoing.end(rewrite(body)));
      else answer.pipe(outgoing);
    });
    passed.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passed.destroy()); // who gives up a long poll must not get a job by it
    if (isForEc2) {
      return void text(incoming).then((body) => {
        const answer = drought.answer(body);
        if (answer === undefined) passed.end(body);
        else outgoing.writeHead(200, { "content-type": "text/xml" }).end(answer);
      });
    }
    if (!isForSqs) return void incoming.pipe(passed);
    void text(incoming).then((body) => {
      const own = names.own(body, headers.host ?? "");
      passed.setHeader("content-length", Buffer.byteLength(own));
      passed.end(own);
    });
  });
}

async function protectedTasks(body: string, isProtected: Cloud["protection"]): Promise<string> {
  const { tasks } = JSON.parse(body) as { readonly tasks: readonly string[] };
  const one = async (taskArn: string) => ({ taskArn, protectionEnabled: await isProtected(taskArn) });
  return JSON.stringify({ protectedTasks: await Promise.all(tasks.map(one)), failures: [] });
}

/** SQS clients go to the host in a queue's URL; fauxqs names one that does not resolve, and wants it back. */
class HostNames {
  #own = "";

  reachable(body: string, host: string): string {
    return body.replace(/http:\/\/sqs\.[a-z0-9-]+\.localhost:\d+/g, (own) => {
      this.#own = own;
      return `http://${host}`;
    });
  }
  own(body: string, host: string): string {
    return this.#own === "" ? body : body.replaceAll(`http://${host}/`, `${this.#own}/`);
  }
}

const withType = (body: string, type: string): string =>
  body.replace(/<instanceType>\s*<\/instanceType>|<instanceType\s*\/>/gu, `<instanceType>${type}</instanceType>`);

/** EC2 tells of an instance how many vCPUs it has; moto does not. */
const withCpuOptions = (body: string): string =>
  body.replace(/<instanceType>([^<]+)<\/instanceType>/g, (element, name: string) => {
    const cores = `<coreCount>${instanceType(name)?.vcpus ?? 0}</coreCount><threadsPerCore>1</threadsPerCore>`;
    return `${element}<cpuOptions>${cores}</cpuOptions>`;
  });

const withoutLength = ({ "content-length": _length, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders => headers;

const listening = (server: Server): Promise<Server> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
