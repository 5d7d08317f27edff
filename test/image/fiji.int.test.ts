import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readContext } from "../../components/image-context";
import { build, docker, filesOf, type Output } from "../helpers/image/docker";
import { baseArgument, testImage } from "../helpers/image/test-image";

const REPOSITORY = join(__dirname, "../..");
const SITES = "# of our lab\nLab https://sites.example.org/lab/\n\nOther http://127.0.0.1/other/\n";
/** Takes the place of Fiji's updater: writes down what it is asked for. */
const UPDATER = `package net.imagej.updater;
public class CommandLine {
  public static void main(String[] arguments) throws Exception {
    java.nio.file.Path file = java.nio.file.Path.of(System.getProperty("imagej.dir"), "asked.txt");
    String line = String.join(" ", arguments) + "\\n";
    java.nio.file.Files.writeString(file, line, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);
  }
}`;

/** A small archive stands for Fiji's 400 MB: with jars/, plugins/ and an updater, but nothing that runs scripts. */
describe("image fiji", function () {
  this.timeout(600_000);
  let folder: string;
  let context: string;
  let server: Server;
  let url: string;
  let archive: Buffer;
  before(async function () {
    await testImage(this, "imagej");
    folder = mkdtempSync(join(tmpdir(), "dfiji-fiji-"));
    archive = standIn(folder);
    context = contextWithPlugins(join(folder, "context"));
    server = createServer((_, response) => response.end(archive)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fiji.zip`;
  });
  after(() => {
    server?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const buildTarget = async (target: string, sha256: string): Promise<Output & { readonly tag: string }> => {
    const tag = `dfiji-test:${target}`;
    const given = ["--build-arg", `FIJI_URL=${url}`, "--build-arg", `FIJI_SHA256=${sha256}`];
    const options = ["--target", target, ...(await baseArgument()), ...given];
    return { tag, ...(await build({ tag, context, options })) };
  };
  const digest = (): string => createHash("sha256").update(archive).digest("hex");

  it("holds the Fiji of the given digest, its update sites and the plugins of docker/plugins, writable by nobody", async () => {
    const { tag, code, stdout, stderr } = await buildTarget("fiji-files", digest());
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    const files = await filesOf(tag);
    assert.deepEqual(
      files.filter((path) => /^opt\/fiji\/.*[^/]$/u.test(path)).sort(),
      ["asked.txt", "jars/updater.jar", "plugins/Own_.jar", "plugins/ours/Their_.jar"].map(
        (path) => `opt/fiji/${path}`,
      ),
    );
    const asked = await docker("run", "--rm", "--entrypoint", "cat", tag, "/opt/fiji/asked.txt");
    assert.deepEqual(asked.split("\n"), [
      "add-update-site Lab https://sites.example.org/lab/",
      "add-update-site Other http://127.0.0.1/other/",
      "update",
    ]);
    const writable = "find /opt/fiji -perm /022 -o ! -perm -444";
    assert.equal(await docker("run", "--rm", "--entrypoint", "sh", tag, "-c", writable), "");
  });

  it("is not built from an archive of another digest", async () => {
    const { code, stdout, stderr } = await buildTarget("fiji-files", "0".repeat(64));
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`, new RegExp(`get-fiji: ${url} has SHA-256 ${digest()}, not 0{64}`, "u"));
  });

  it("is not built without a digest", async () => {
    const { code, stdout, stderr } = await buildTarget("fiji-files", "");
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`, /FIJI_SHA256 is "": give an address and its 64 hex digits/u);
  });

  it("is not built when its Fiji runs no job", async () => {
    const { code, stdout, stderr } = await buildTarget("fiji", digest());
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`, /smoke: \w*Error/u);
  });
});

/** The bytes of a zip with a folder Fiji.app. */
function standIn(folder: string): Buffer {
  const write = (path: string, text: string): string => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    return join(folder, path);
  };
  const source = write("source/net/imagej/updater/CommandLine.java", UPDATER);
  execFileSync("javac", ["--release", "17", "-d", join(folder, "classes"), source]);
  write("files/Fiji.app/plugins/Own_.jar", "");
  mkdirSync(join(folder, "files/Fiji.app/jars"));
  const zip = (name: string, from: string): void => void execFileSync("jar", ["cMf", name, "-C", from, "."]);
  zip(join(folder, "files/Fiji.app/jars/updater.jar"), join(folder, "classes"));
  zip(join(folder, "fiji.zip"), join(folder, "files"));
  return readFileSync(join(folder, "fiji.zip"));
}

/** A copy of what the repository gives to Docker, with plugins. */
function contextWithPlugins(context: string): string {
  const copied = [...readContext(REPOSITORY).map(({ path }) => path), ".dockerignore"];
  for (const path of copied) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    copyFileSync(join(REPOSITORY, path), join(context, path));
  }
  mkdirSync(join(context, "docker/plugins/ours"));
  writeFileSync(join(context, "docker/plugins/update-sites.txt"), SITES);
  writeFileSync(join(context, "docker/plugins/ours/Their_.jar"), "");
  return context;
}
