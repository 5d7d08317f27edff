import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildCli, runCli, startCli } from "../../helpers/built-cli";
import { type FileServer, serveFile } from "../../helpers/file-server";
import { fijiStandIn, standInWith } from "../../helpers/fiji-stand-in";

const EXAMPLE = join(__dirname, "../../../examples/stacks/Pulumi.worked-example.yaml");

describe("dfiji fiji fetch", function () {
  this.timeout(600_000);
  let root: string;
  let cwd: string;
  let tls: { readonly key: string; readonly cert: string };
  const servers: FileServer[] = [];

  before(async () => {
    await buildCli();
    await fijiStandIn();
    root = await mkdtemp(join(tmpdir(), "dfiji-fetch-"));
    // a computer's own certificate, since stacks take https:// alone
    const [key, cert] = [join(root, "key.pem"), join(root, "cert.pem")];
    execFileSync("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", cert],
    ]);
    tls = { key: await readFile(key, "utf8"), cert: await readFile(cert, "utf8") };
  });
  beforeEach(async () => {
    cwd = await mkdtemp(join(root, "project-"));
    await writeFile(join(cwd, "Pulumi.yaml"), "name: distributed-fiji\nruntime: nodejs\n");
    await copyFile(EXAMPLE, join(cwd, "Pulumi.dev.yaml"));
  });
  after(async () => {
    for (const server of servers) await server.close();
    await rm(root, { recursive: true, force: true });
  });

  const options = () => ({
    cwd,
    // scripts as short as these gain nothing from the second compiler
    env: { ...process.env, NODE_EXTRA_CA_CERTS: join(root, "cert.pem"), JDK_JAVA_OPTIONS: "-XX:TieredStopAtLevel=1" },
  });
  const fetched = (...args: string[]) => runCli(["fiji", "fetch", ...args], options());
  async function serve(...parameters: Parameters<typeof serveFile>): Promise<FileServer> {
    const server = await serveFile(...parameters);
    servers.push(server);
    return server;
  }
  /** A zip of a folder with such a launcher. */
  async function zipped(...launcher: string[]): Promise<Buffer> {
    const app = join(cwd, "made", "Fiji");
    await mkdir(join(app, "jars"), { recursive: true });
    await writeFile(join(app, "jars", "ballast.jar"), randomBytes(200_000));
    await writeFile(join(app, "fiji-linux-x64"), ["#!/bin/sh", ...launcher, ""].join("\n"));
    await chmod(join(app, "fiji-linux-x64"), 0o755);
    execFileSync("zip", ["-qr", join(cwd, "made.zip"), "Fiji"], { cwd: join(cwd, "made") });
    return readFile(join(cwd, "made.zip"));
  }
  const config = () => readFile(join(cwd, "Pulumi.dev.yaml"), "utf8");

  it("downloads, resumes after Ctrl-C, checks, unpacks, tries, and writes into the stack's file", async () => {
    const app = await standInWith("fiji-linux-x64", join(cwd, "made", "Fiji.app"));
    execFileSync("tar", ["-czf", join(cwd, "fiji.tgz"), "-C", join(app, ".."), "Fiji.app"]);
    const server = await serve(await readFile(join(cwd, "fiji.tgz")), { tls });
    const args = ["--url", server.url, "--to", "here/Fiji", "--stack", "dev", "--json"];
    const part = join(cwd, "here", "Fiji.part");

    server.stalls.push(1_000_000);
    const stopped = startCli(["fiji", "fetch", ...args], options());
    while ((await stat(part).catch(() => undefined))?.size !== 1_000_000) await new Promise((go) => setTimeout(go, 20));
    stopped.child.kill("SIGINT");
    const { code: stoppedCode, stderr: said } = await stopped.result;
    assert.equal(stoppedCode, 1, said);
    assert.match(said, /stopped by Ctrl-C\nthe same command resumes; what has come is in .*here\/Fiji\.part\n$/);
    assert.equal(await config(), await readFile(EXAMPLE, "utf8"));

    const { code, stdout, stderr } = await fetched(...args);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      server.asked.map(({ range }) => range),
      [undefined, "bytes=1000000-"],
    );
    assert.match(stderr, /resuming at 1\.0 MiB/);
    const { checks, ...answer } = JSON.parse(stdout) as { checks: { check: string; status: string }[] };
    assert.deepEqual(answer, {
      folder: join(cwd, "here", "Fiji"),
      sizeBytes: server.bytes.length,
      engineUrl: server.url,
      engineSha256: server.sha256,
      configFile: join(cwd, "Pulumi.dev.yaml"),
      isWritten: true,
    });
    assert.deepEqual(
      checks.filter(({ status }) => status === "ok").map(({ check }) => check),
      ["launcher", "start", "java", "heap", "headless", "options", "parameters", "macro", "filters"],
    );
    assert.equal(checks.filter(({ status }) => status === "not checked").length, checks.length - 9);
    assert.deepEqual(await readdir(join(cwd, "here")), ["Fiji"]);
    assert.deepEqual((await readdir(join(cwd, "here", "Fiji"))).sort(), ["fiji-linux-x64", "jars"]);
    const text = await config();
    assert.ok(text.includes(`  distributed-fiji:engineUrl: "${server.url}"\n`), text);
    assert.ok(text.includes(`  distributed-fiji:engineSha256: "${server.sha256}"\n`), text);
    assert.ok(text.includes("# 64 vCPU, 256 GiB of memory"), text);
  });

  it("refuses another digest, and removes what came", async () => {
    const server = await serve(await zipped("exit 0"));
    const ran = await fetched("--url", server.url, "--sha256", "A".repeat(64));
    assert.equal(ran.code, 2);
    assert.match(ran.stderr, new RegExp(`fiji\\.zip has SHA-256 ${server.sha256}, not a{64}; what came was removed`));
    assert.equal(existsSync(join(cwd, "Fiji")) || existsSync(join(cwd, "Fiji.part")), false);
  });

  it("refuses an archive with a path outside", async () => {
    await zipped("exit 0");
    await writeFile(join(cwd, "evil"), "in the archive");
    execFileSync("zip", ["-q", join(cwd, "made.zip"), "../evil"], { cwd: join(cwd, "made") });
    const server = await serve(await readFile(join(cwd, "made.zip")));
    await rm(join(cwd, "evil"));
    const ran = await fetched("--url", server.url, "--to", "Fiji");
    assert.equal(ran.code, 3);
    assert.match(
      ran.stderr,
      /was not unpacked: it holds \.\.\/evil, a path outside its own folder; what came was removed/,
    );
    for (const name of ["evil", "Fiji", "Fiji.part", "Fiji.unpacking"])
      assert.equal(existsSync(join(cwd, name)), false);
  });

  it("keeps a Fiji that does not start, and writes nothing into the stack's file", async () => {
    const server = await serve(await zipped("echo no such library >&2", "exit 1"), { tls });
    const ran = await fetched("--url", server.url, "--sha256", server.sha256, "--config", "Pulumi.dev.yaml");
    assert.equal(ran.code, 3, ran.stderr);
    assert.match(ran.stdout, /^start +FAILED +.*no such library/m);
    assert.match(ran.stdout, /^NOT written into .*Pulumi\.dev\.yaml/m);
    assert.ok(ran.stdout.includes(`  pulumi config set distributed-fiji:engineUrl '${server.url}'\n`), ran.stdout);
    assert.ok(ran.stdout.includes(`  pulumi config set distributed-fiji:engineSha256 ${server.sha256}\n`), ran.stdout);
    assert.equal(await config(), await readFile(EXAMPLE, "utf8"));
    assert.ok(existsSync(join(cwd, "Fiji", "jars")));
  });
});
