import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../..");

/**
 * A function's code as one file, made while the program runs: it can't be stale, and is the same text for the same
 * sources. With the AWS SDK of package-lock.json: that of Lambda's runtime changes without notice. A file, since the text
 * of an asset would stand in the stack's state.
 * @param folder name below dist/
 * @param entry file with `handler`, relative to the repository
 */
export function lambdaCode(folder: string, entry: string): pulumi.asset.AssetArchive {
  const into = join(ROOT, "dist", folder);
  const path = join(into, "index.js");
  mkdirSync(into, { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, lambdaSource(entry));
  renameSync(fresh, path); // several programs may run side by side
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(path) });
}

const sources = new Map<string, string>();

/** The text of that file. */
export function lambdaSource(entry: string): string {
  const source = sources.get(entry) ?? bundled(entry);
  sources.set(entry, source);
  return source;
}

function bundled(entry: string): string {
  const result = buildSync({
    absWorkingDir: ROOT, // names in the output are relative to it
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    legalComments: "none",
    platform: "node",
    target: "node22",
    format: "cjs",
    logLevel: "error",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error(`esbuild made no file of ${entry}`);
  return file.text;
}
