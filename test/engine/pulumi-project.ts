import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { dependencies } from "../../package.json";
import { keyReference } from "../../components/config/reference";
import { REGION } from "../helpers/pulumi-mocks";
import { StubProvider, World } from "./stub-provider";

export interface CliRun {
  readonly exitCode: number;
  /** What a person sees: both streams, in the order in which they came. */
  readonly output: string;
  /** Standard output alone: JSON, where asked for. */
  readonly stdout: string;
}

const ROOT = join(__dirname, "../..");
const STACK = "dev";
const PROVIDERS = { aws: "@pulumi/aws", "docker-build": "@pulumi/docker-build" } as const;

/** The commands that these tests need and that are not on PATH. */
export function missingCommands(): readonly string[] {
  return ["pulumi", "pulumi-language-nodejs"].filter(
    (command) => spawnSync("which", [command], { stdio: "ignore" }).status !== 0,
  );
}

/**
 * The project in a folder of its own, with a state of its own: the same files by link, and a Pulumi.yaml that names
 * stub providers. They run in this process, so that tests see each call; what Pulumi starts only tells it their port.
 */
export class PulumiProject {
  readonly world = new World();
  readonly folder = mkdtempSync(join(tmpdir(), "dfiji-engine-"));
  /** For every `pulumi` that works on this project. */
  readonly environment: Readonly<Record<string, string>> = {
    PATH: process.env["PATH"] ?? "",
    HOME: this.folder,
    PULUMI_HOME: join(this.folder, ".pulumi"),
    PULUMI_BACKEND_URL: `file://${join(this.folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "engine tests",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  readonly #providers: StubProvider[] = [];

  static async create(config: Readonly<Record<string, string>>): Promise<PulumiProject> {
    const project = new PulumiProject();
    await project.#fill();
    project.configure(config);
    const { exitCode, output } = await project.pulumi("stack", "init", STACK);
    if (exitCode !== 0) throw new Error(`pulumi stack init: ${output}`);
    return project;
  }

  /** Replaces the stack's config by this one. */
  configure(config: Readonly<Record<string, string>>): void {
    const path = join(this.folder, `Pulumi.${STACK}.yaml`);
    const keys = Object.entries(config).map(([key, value]) => [`distributed-fiji:${key}`, typed(key, value)]);
    const file = { ...this.#stackFile(path), config: { "aws:region": REGION, ...Object.fromEntries(keys) } };
    writeFileSync(path, dump(file));
  }

  async pulumi(...args: readonly string[]): Promise<CliRun> {
    const child = spawn("pulumi", [...args, "--non-interactive"], {
      cwd: this.folder,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let stdout = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
      output += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? -1));
    });
    return { exitCode, output, stdout };
  }

  dispose(): void {
    for (const provider of this.#providers) provider.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #fill(): Promise<void> {
    for (const entry of readdirSync(ROOT)) {
      if (/^Pulumi\.|^\.git$/u.test(entry)) continue;
      symlinkSync(join(ROOT, entry), join(this.folder, entry));
    }
    cpSync(join(ROOT, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
    mkdirSync(join(this.folder, "state"));
    const named: { readonly name: string; readonly path: string }[] = [];
    for (const [name, npmName] of Object.entries(PROVIDERS)) {
      const provider = new StubProvider(this.world, dependencies[npmName]);
      this.#providers.push(provider);
      const folder = join(this.folder, "stub-providers", name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `pulumi-resource-${name}`), plugin(await provider.listen()), { mode: 0o755 });
      named.push({ name, path: `./stub-providers/${name}` });
    }
    const path = join(this.folder, "Pulumi.yaml");
    const project = load(readFileSync(path, "utf8")) as Record<string, unknown>;
    writeFileSync(path, dump({ ...project, plugins: { providers: named } }));
  }

  /** What `pulumi stack init` wrote: the salt of the passphrase. */
  #stackFile(path: string): Record<string, unknown> {
    try {
      return load(readFileSync(path, "utf8")) as Record<string, unknown>;
    } catch {
      return {};
    }
  }
}

/** A value as it stands in a stack file: the CLI checks its type by Pulumi.yaml. */
function typed(key: string, value: string): unknown {
  const type = keyReference(key)?.type;
  if (type === "string") return value;
  return type === "array" && !value.startsWith("[") ? [value] : JSON.parse(value);
}

/** A program that does what Pulumi wants of a plugin: it prints the port and stays until it is ended. */
function plugin(port: number): string {
  return `#!/bin/sh\necho ${port}\nexec sleep 86400\n`;
}
