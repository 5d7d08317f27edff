import * as pulumi from "@pulumi/pulumi";
import { buildSync } from "esbuild";
import { join } from "node:path";

/**
 * The function's code as one file, made while the program runs: it can't be stale, and is the same text for the same
 * sources. The AWS SDK is left out, Lambda's Node runtimes bring it.
 */
export function machineCareCode(): pulumi.asset.AssetArchive {
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.StringAsset(machineCareSource()) });
}

export function machineCareSource(): string {
  const result = buildSync({
    absWorkingDir: join(__dirname, ".."), // names in the output are relative to it
    entryPoints: ["components/machine-care/handler.ts"],
    bundle: true,
    write: false,
    platform: "node",
    target: "node22",
    format: "cjs",
    external: ["@aws-sdk/*"],
    logLevel: "error",
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new Error("esbuild made no file of components/machine-care/handler.ts");
  return file.text;
}
