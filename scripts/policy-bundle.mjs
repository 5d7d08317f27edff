// npm run policy:bundle [-- <folder>]: the policy pack as a folder that needs nothing beside it (default dist/policy-pack).
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = resolve(process.argv[2] ?? join(root, "dist", "policy-pack"));
const read = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));
const { name, version } = await read("policy/package.json");
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

// The CLI starts a pack by the module @pulumi/pulumi/cmd/run-policy-pack in its folder. This small one loads JavaScript;
// where the pack is published, npm puts the real one of the same version in its place.
const manifest = { name, version, license: "BSD-3-Clause", main: "index.js", dependencies: { "@pulumi/pulumi": sdk } };
await writeJson(join(folder, "package.json"), manifest);
const runner = join(folder, "node_modules", "@pulumi", "pulumi");
await mkdir(join(runner, "cmd", "run-policy-pack"), { recursive: true });
await copyFile(
  join(root, "scripts", "policy-bundle", "run-policy-pack.js"),
  join(runner, "cmd", "run-policy-pack", "index.js"),
);
await writeJson(join(runner, "package.json"), { name: "@pulumi/pulumi", version: sdk });

async function writeJson(path, value) {
  await writeFile(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
