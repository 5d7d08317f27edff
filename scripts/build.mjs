// Builds what runs: dist/dfiji.js (the CLI, packages stay in node_modules) and dist/worker.js (the worker, everything bundled),
// dist/page/ (script and style of the page that `dfiji report` writes), and dist/image/*.js (steps of the image's build).
import { chmod, mkdir, rm, symlink } from "node:fs/promises";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dirname, join } from "node:path";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
if (!existsSync(join(root, "node_modules", "esbuild"))) {
  console.error("dfiji: not built: esbuild is missing (installed without dev dependencies); run `npm ci`");
  process.exit(0);
}
const { build } = await import("esbuild");
const common = {
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  sourcemap: true,
  logLevel: "warning",
};
await mkdir(join(root, "dist"), { recursive: true });
await build({
  ...common,
  entryPoints: [join(root, "cli/main.ts")],
  outfile: join(root, "dist/dfiji.js"),
  packages: "external",
  banner: { js: "#!/usr/bin/env node" },
});
await chmod(join(root, "dist/dfiji.js"), 0o755);
await build({ ...common, entryPoints: [join(root, "worker/main.ts")], outfile: join(root, "dist/worker.js") });
await build({
  bundle: true,
  minify: true,
  target: ["chrome110", "firefox115", "safari16.4"], // the first with DecompressionStream
  platform: "browser",
  format: "iife",
  charset: "utf8",
  legalComments: "none",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
  entryPoints: [join(root, "cli/page/app/page.tsx")],
  outdir: join(root, "dist/page"),
});
await build({
  ...common,
  sourcemap: false,
  entryPoints: ["build-archives", "build-host", "smoke"].map((name) => join(root, `worker/image/${name}.ts`)),
  outdir: join(root, "dist/image"),
});

// `npx dfiji` finds the command here immediately, without npm making a package of this folder first
const bin = join(root, "node_modules", ".bin");
if (existsSync(bin)) {
  await rm(join(bin, "dfiji"), { force: true });
  await symlink(join("..", "..", "dist", "dfiji.js"), join(bin, "dfiji"));
}
