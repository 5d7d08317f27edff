// Builds the worker's image with Docker here: `npm run build:image -- [--target imagej|fiji] [--tag NAME] [docker build options]`.
// Fiji needs `--build-arg FIJI_URL=… --build-arg FIJI_SHA256=…`. docs/image.md has all arguments.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const known = { target: { type: "string", default: "imagej" }, tag: { type: "string" } };
const { values, tokens } = parseArgs({ options: known, strict: false, allowPositionals: true, tokens: true });
const ours = new Set(
  tokens
    .filter(({ kind, name }) => kind === "option" && name in known)
    .flatMap(({ index, inlineValue }) => (inlineValue ? [index] : [index, index + 1])),
);
const passedOn = process.argv.slice(2).filter((_, index) => !ours.has(index));

execFileSync(process.execPath, [join(root, "scripts/build.mjs")], { stdio: "inherit" });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const git = spawnSync("git", ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"], {
  cwd: root,
  encoding: "utf8",
});
const { status } = spawnSync(
  "docker",
  [
    "build",
    ...[
      "-f",
      join(root, "docker/Dockerfile"),
      "--target",
      values.target,
      "--tag",
      values.tag ?? `dfiji:${values.target}`,
    ],
    ...["--build-arg", `VERSION=${version}`, "--build-arg", `REVISION=${git.status === 0 ? git.stdout.trim() : ""}`],
    ...passedOn,
    root,
  ],
  { stdio: "inherit" },
);
process.exit(status ?? 3);
