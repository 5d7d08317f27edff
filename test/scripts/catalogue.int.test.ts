import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, type Server } from "node:http";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Catalogue } from "../../scripts/catalogue";
import { sharedMoto } from "../helpers/moto";

const ROOT = join(__dirname, "..", "..");
const run = promisify(execFile);

async function catalogue(endpoint: string, out: string): Promise<string> {
  const args = ["-r", "ts-node/register", join(ROOT, "scripts/catalogue.ts"), "--endpoint", endpoint, "--out", out];
  const env = { ...process.env, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
  await run(process.execPath, [...args, "--source", "a test"], { cwd: ROOT, env });
  return await readFile(out, "utf8");
}

describe("npm run catalogue", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "catalogue-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  describe("on moto's EC2", () => {
    let moto: Awaited<ReturnType<typeof sharedMoto>>;
    before(async function () {
      this.timeout(300_000);
      moto = await sharedMoto();
    });
    after(() => moto.stop());

    it("writes the types of the file that is checked in", async function () {
      this.timeout(120_000);
      const made = JSON.parse(await catalogue(moto.endpoint, join(folder, "types.json"))) as Catalogue;
      const kept = JSON.parse(await readFile(join(ROOT, "policy/instance-types.json"), "utf8")) as Catalogue;
      assert.deepEqual(made.types, kept.types);
      assert.equal(made.source, "a test");
    });
  });

  describe("on an EC2 that answers in pages", () => {
    let server: Server;
    let types: number;
    beforeEach(async () => {
      server = createServer((request, response) => {
        let body = "";
        request.on("data", (data: Buffer) => (body += String(data)));
        request.on("end", () => response.end(pageOf(types, new URLSearchParams(body).get("NextToken"))));
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    afterEach(() => new Promise((resolve) => server.close(resolve)));
    const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    it("reads all pages and sorts by name", async function () {
      this.timeout(60_000);
      types = 150;
      const { types: made } = JSON.parse(await catalogue(endpoint(), join(folder, "types.json"))) as Catalogue;
      const names = made.map(({ name }) => name);
      assert.equal(names.length, 150);
      assert.deepEqual(names, [...names].sort());
    });

    it("writes nothing when the answer is far too short", async function () {
      this.timeout(60_000);
      types = 20;
      const out = join(folder, "types.json");
      await assert.rejects(
        catalogue(endpoint(), out),
        /catalogue: a test named only 20 instance types; nothing was written/u,
      );
      await assert.rejects(readFile(out), /ENOENT/u);
    });
  });
});

/** 100 types a page, in EC2's XML. */
function pageOf(types: number, token: string | null): string {
  const from = Number(token ?? 0);
  const items = Array.from({ length: Math.min(100, types - from) }, (_, index) => itemOf(from + index)).join("");
  const next = from + 100 < types ? `<nextToken>${from + 100}</nextToken>` : "";
  return `<?xml version="1.0"?><DescribeInstanceTypesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><instanceTypeSet>${items}</instanceTypeSet>${next}</DescribeInstanceTypesResponse>`;
}

function itemOf(index: number): string {
  return `<item><instanceType>m${999 - index}.large</instanceType><vCpuInfo><defaultVCpus>2</defaultVCpus></vCpuInfo><memoryInfo><sizeInMiB>8192</sizeInMiB></memoryInfo><processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures></processorInfo></item>`;
}
