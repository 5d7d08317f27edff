import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { docker, tryDocker } from "./docker";

const SUITE = "bookworm";
/** Certificate authorities that this computer trusts besides the usual ones, as behind a company's proxy. */
const OWN_AUTHORITIES = "/usr/local/share/ca-certificates";
/** Slim images leave these out, too. */
const LEFT_OUT = ["/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*"];

/**
 * Name of a base image for tests: Debian 12 with the Node that runs this. Made once by mmdebstrap, which root installs
 * on Debian by itself; `DFIJI_IMAGE_BASE` names another. Undefined: none can be made here, the Dockerfile's own has to do.
 */
export async function testBase(): Promise<string | undefined> {
  const given = process.env["DFIJI_IMAGE_BASE"];
  if (given !== undefined && given !== "") return given;
  const authorities = existsSync(OWN_AUTHORITIES) ? readdirSync(OWN_AUTHORITIES).sort() : [];
  const hash = createHash("sha256").update(process.version);
  for (const name of authorities) hash.update(readFileSync(join(OWN_AUTHORITIES, name)));
  const image = `dfiji-test-base:${hash.digest("hex").slice(0, 12)}`;
  if ((await tryDocker("image", "inspect", image)).code === 0) return image;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !(await haveMmdebstrap())) return undefined;
  const folder = await mkdtemp(join(tmpdir(), "dfiji-base-"));
  try {
    const archive = join(folder, "root.tar");
    const hooks = [
      `copy-in ${process.execPath} /usr/local/bin`,
      ...authorities.map((name) => `copy-in ${join(OWN_AUTHORITIES, name)} ${OWN_AUTHORITIES}`),
      `chroot "$1" update-ca-certificates`,
    ];
    await run("mmdebstrap", [
      "--variant=minbase",
      "--include=ca-certificates",
      ...LEFT_OUT.map((path) => `--dpkgopt=path-exclude=${path}`),
      ...hooks.map((hook) => `--customize-hook=${hook}`),
      SUITE,
      archive,
    ]);
    await docker("import", archive, image);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return image;
}

async function haveMmdebstrap(): Promise<boolean> {
  const isThere = (): Promise<boolean> =>
    run("mmdebstrap", ["--version"]).then(
      () => true,
      () => false,
    );
  if (await isThere()) return true;
  await run("apt-get", ["update", "-qq"]).catch(() => undefined);
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "mmdebstrap"]).catch(() => undefined);
  return isThere();
}

const run = (program: string, argv: readonly string[]): Promise<unknown> =>
  promisify(execFile)(program, [...argv], {
    maxBuffer: 2 ** 26,
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
