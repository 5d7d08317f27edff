// npm run policy:bundle [-- <folder>] [-- --pack]: the policy pack as a folder that needs nothing beside it (default
// dist/policy-pack). With --pack also as one file beside the folder, which is both the release file and the npm package.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [given] = process.argv.slice(2).filter((argument) => argument !== "--pack");
const folder = resolve(given ?? join(root, "dist", "policy-pack"));
const read = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));
const { name, version, description, license } = await read("policy/package.json");
const sdk = (await read("package.json")).dependencies["@pulumi/pulumi"];

await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await build({
  entryPoints: [join(root, "policy", "index.ts")],
  outfile: join(folder, "index.js"),
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  legalComments: "external",
  alias: { typescript: join(root, "scripts", "policy-bundle", "no-compiler.js") },
  logLevel: "warning",
});
await copyFile(join(root, "policy", "PulumiPolicy.yaml"), join(folder, "PulumiPolicy.yaml"));
await copyFile(join(root, "LICENSE"), join(folder, "LICENSE"));

await copyFile(join(root, "policy", "README.md"), join(folder, "README.md"));
await copyFile(join(root, "docs", "policies.md"), join(folder, "policies.md")); // messages name its sections
await cp(join(root, "policy", "configs"), join(folder, "configs"), { recursive: true });

// The CLI starts a pack by the module @pulumi/pulumi/cmd/run-policy-pack in its folder. This small one loads JavaScript, and
// is packed with the rest, so that the package needs no other.
const manifest = {
  name,
  version,
  description,
  license,
  main: "index.js",
  engines: { node: ">=20" },
  dependencies: { "@pulumi/pulumi": sdk },
  bundleDependencies: ["@pulumi/pulumi"],
};
await writeJson(join(folder, "package.json"), manifest);
const runner = join(folder, "node_modules", "@pulumi", "pulumi");
await mkdir(join(runner, "cmd", "run-policy-pack"), { recursive: true });
await copyFile(
  join(root, "scripts", "policy-bundle", "run-policy-pack.js"),
  join(runner, "cmd", "run-policy-pack", "index.js"),
);
await writeJson(join(runner, "package.json"), { name: "@pulumi/pulumi", version: sdk });

if (process.argv.includes("--pack")) {
  const target = dirname(folder);
  execFileSync("npm", ["pack", folder, "--pack-destination", target, "--silent"], { stdio: "ignore" });
  const file = join(target, `${name}-${version}.tgz`);
  const sum = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  await writeFile(`${file}.sha256`, `${sum}  ${name}-${version}.tgz\n`);
  console.log(`${file}\nSHA-256 ${sum}`);
}

async function writeJson(path, value) {
  await writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
