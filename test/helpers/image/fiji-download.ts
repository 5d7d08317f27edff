import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { type AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { fijiStandIn } from "../fiji-stand-in";

export interface FijiDownload {
  readonly url: string;
  readonly sha256: string;
}

/** What `docker/Dockerfile` downloads for target `fiji`, on the loopback, and a plugin for `docker/plugins/`. */
export interface FijiSite {
  /** A zip with the folder Fiji.app, as until 2024. */
  readonly zip: FijiDownload;
  /** A tar.gz of the same with the folder Fiji, as today. */
  readonly tarGz: FijiDownload;
  /** An archive with nothing but the updater: no launcher, nothing that runs jobs. */
  readonly empty: FijiDownload;
  /** Address of an update site that offers one plugin, `plugins/Offered_.jar`. */
  readonly updateSite: string;
  /** A plugin's jar, of class `Their_`; as all plugins here it writes a file of its name into the folder of its argument. */
  readonly theirJar: string;
  close(): void;
}

/**
 * Takes the place of Fiji's updater, which is not on Maven Central: writes down what it is asked for, and on `update` takes
 * the one file that the sites of these tests offer.
 */
const UPDATER = `package net.imagej.updater;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
public class CommandLine {
  public static void main(String[] arguments) throws Exception {
    Path fiji = Path.of(System.getProperty("imagej.dir"));
    Path asked = fiji.resolve("asked.txt");
    String line = String.join(" ", arguments) + "\\n";
    Files.writeString(asked, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    if (!arguments[0].equals("update")) return;
    for (String before : Files.readAllLines(asked)) {
      if (!before.startsWith("add-update-site ")) continue;
      try (InputStream offered = new URL(before.split(" ")[2] + "plugins/Offered_.jar").openStream()) {
        Files.copy(offered, fiji.resolve("plugins/Offered_.jar"));
      }
    }
  }
}`;
/** A plugin that writes a file of its own name into the folder that it is given. */
const plugin = (name: string): string => `import java.nio.file.*;
public class ${name}_ implements ij.plugin.PlugIn {
  public void run(String folder) {
    try {
      Files.writeString(Path.of(folder, "${name}.txt"), "${name}");
    } catch (java.io.IOException error) {
      throw new RuntimeException(error);
    }
  }
}`;

/** Serves a Fiji of Maven parts, made in `folder`. */
export async function serveFiji(folder: string): Promise<FijiSite> {
  const app = join(folder, "fiji/Fiji.app");
  cpSync(await fijiStandIn(), app, { recursive: true });
  for (const path of ["fiji/Fiji.app/plugins", "empty/Fiji.app/jars", "empty/Fiji.app/plugins"]) {
    mkdirSync(join(folder, path), { recursive: true });
  }
  const jar = jarMaker(join(folder, "made"), await ijJar());
  const updater = jar("net.imagej.updater.CommandLine", UPDATER);
  for (const name of ["fiji", "empty"]) cpSync(updater, join(folder, name, "Fiji.app/jars/updater.jar"));
  cpSync(jar("Own_", plugin("Own")), join(app, "plugins/Own_.jar"));
  const files: Readonly<Record<string, Buffer>> = {
    "/fiji.zip": zipOf(join(folder, "fiji")),
    "/empty.zip": zipOf(join(folder, "empty")),
    "/fiji.tar.gz": tarGzOf(join(folder, "fiji"), "s/Fiji.app/Fiji/"),
    "/lab/plugins/Offered_.jar": readFileSync(jar("Offered_", plugin("Offered"))),
  };
  const server = createServer(({ url = "" }, response) => {
    response.writeHead(files[url] === undefined ? 404 : 200).end(files[url]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const download = (path: string): FijiDownload => ({
    url: `${address}${path}`,
    sha256: createHash("sha256")
      .update(files[path] ?? "")
      .digest("hex"),
  });
  return {
    zip: download("/fiji.zip"),
    tarGz: download("/fiji.tar.gz"),
    empty: download("/empty.zip"),
    updateSite: `${address}/lab/`,
    theirJar: jar("Their_", plugin("Their")),
    close: () => void server.close(),
  };
}

async function ijJar(): Promise<string> {
  const jars = join(await fijiStandIn(), "jars");
  return join(jars, readdirSync(jars).find((name) => /^ij-1.*\.jar$/u.test(name)) ?? "");
}

/** Compiles one class into a jar of its own; the jar's path. */
function jarMaker(folder: string, classPath: string): (className: string, source: string) => string {
  return (className, source) => {
    const [path, classes] = [join(folder, `${className}.jar`), join(folder, className)];
    const file = join(folder, "sources", `${className.replaceAll(".", "/")}.java`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
    execFileSync("javac", ["--release", "17", "-cp", classPath, "-d", classes, file]);
    execFileSync("jar", ["cMf", path, "-C", classes, "."]);
    return path;
  };
}

/** Java's program forgets which files may be run: enough to be unpacked. */
function zipOf(folder: string): Buffer {
  execFileSync("jar", ["cMf", `${folder}.zip`, "-C", folder, "."]);
  return readFileSync(`${folder}.zip`);
}

/** @param transform a substitution for the names in the archive */
function tarGzOf(folder: string, transform: string): Buffer {
  execFileSync("tar", ["-czf", `${folder}.tar.gz`, "--transform", transform, "-C", folder, "."]);
  return readFileSync(`${folder}.tar.gz`);
}
