import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const REPOSITORY = join(__dirname, "../../..");
/** A step of a build may wait for a package server. */
const BUILD_MS = 1_500_000;

export interface Output {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether a Docker daemon answers, at DOCKER_HOST or the usual socket. */
export async function dockerAnswers(): Promise<boolean> {
  return (await tryDocker("version", "--format", "{{.Server.Version}}")).code === 0;
}

/** Runs `docker …`; the text on stdout. @throws {Error} with what Docker says, when it fails */
export async function docker(...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await tryDocker(...argv);
  if (code === 0) return stdout.trim();
  throw new Error(`docker ${argv.slice(0, 3).join(" ")} … ended with ${code}:\n${tail(stdout)}\n${tail(stderr)}`);
}

/** Runs `docker …`, whatever its exit code. */
export async function tryDocker(...argv: readonly string[]): Promise<Output> {
  const options = { maxBuffer: 2 ** 28, timeout: BUILD_MS, env: { ...process.env, ...(await builder()) } };
  try {
    return { code: 0, ...(await promisify(execFile)("docker", [...argv], options)) };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: unknown; stdout?: string; stderr?: string };
    return { code: typeof code === "number" ? code : -1, stdout, stderr };
  }
}

export interface Build {
  readonly tag: string;
  readonly options?: readonly string[];
  /** @default the repository */
  readonly context?: string;
  /** @default docker/Dockerfile of the context */
  readonly dockerfile?: string;
}

/** Builds an image; the caller looks at the exit code. */
export async function build({ tag, options = [], context = REPOSITORY, dockerfile }: Build): Promise<Output> {
  const file = dockerfile ?? join(context, "docker/Dockerfile");
  // the classic builder keeps the container of a step that failed
  const tidy = "DOCKER_BUILDKIT" in (await builder()) ? ["--force-rm"] : [];
  return tryDocker("build", ...tidy, "--network", "host", "--tag", tag, ...options, "-f", file, context);
}

/** Every path of an image's file system, without a leading `/`; folders end in `/`. */
export async function filesOf(image: string): Promise<readonly string[]> {
  const container = await docker("create", image, "nothing");
  try {
    const list = `docker export ${container} | tar t`;
    const { stdout } = await promisify(execFile)("sh", ["-c", list], { maxBuffer: 2 ** 28 });
    return stdout.trim().split("\n");
  } finally {
    await docker("rm", "--force", container);
  }
}

let known: Promise<Record<string, string>> | undefined;

/** The classic builder where the CLI has no other: it would work, too, but print how it is deprecated. */
function builder(): Promise<Record<string, string>> {
  known ??= promisify(execFile)("docker", ["buildx", "version"]).then(
    () => ({}),
    () => ({ DOCKER_BUILDKIT: "0" }),
  );
  return known;
}

const tail = (text: string): string => text.trim().split("\n").slice(-15).join("\n");
