import { createHash } from "node:crypto";
import type { CheckContext } from "./check-context";
import type { Config } from "./keys";

const S3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.+)$/u;
const HTTPS = /^https:\/\/[^\s/]+\/[^\s]+$/u;

/** Bucket and key of an `s3://` script; undefined for any other. */
export function s3Script(script: string | undefined): { readonly bucket: string; readonly key: string } | undefined {
  const match = S3.exec(script ?? "");
  return match === null ? undefined : { bucket: match[1]!, key: match[2]! };
}

/** The digest of the stack's script and what is wrong with script and digest. */
export function scriptFacts(
  { script, scriptSha256, engine }: Config,
  { set, readFile }: Pick<CheckContext, "set" | "readFile">,
): { readonly sha256?: string; readonly problems: readonly string[] } {
  if (script === undefined) {
    if (scriptSha256 === undefined) return { problems: [] };
    return { problems: [`scriptSha256 is set without script: ${set("script", "measure.ijm")}`] };
  }
  if (engine === "imagej" && !/\.(ijm|txt)$/iu.test(pathOf(script))) {
    return {
      problems: [
        `script is "${script}"; engine imagej runs macros (.ijm, .txt), Fiji runs all its languages: ${set("engine", "fiji")}`,
      ],
    };
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//iu.test(script)) return localScript(script, scriptSha256, { set, readFile });
  if (!S3.test(script) && !HTTPS.test(script)) {
    const why = /^http:/iu.test(script) ? ", which anyone on the way can change" : "";
    return {
      problems: [
        `script is "${script}"${why}; allowed is a path, s3://bucket/key or https://host/path: ${set("script", "measure.ijm")}`,
      ],
    };
  }
  if (scriptSha256 === undefined) {
    return {
      problems: [
        `script is an address, which may hold another file tomorrow; pin it: ${set("scriptSha256", "<output of sha256sum>")}`,
      ],
    };
  }
  return { sha256: scriptSha256, problems: [] };
}

function localScript(
  script: string,
  wanted: string | undefined,
  { set, readFile }: Pick<CheckContext, "set" | "readFile">,
): { readonly sha256?: string; readonly problems: readonly string[] } {
  if (script.startsWith("/") || script.split("/").includes("..")) {
    return {
      problems: [
        `script is "${script}"; \`dfiji submit\` reads scripts below the folder of Pulumi.yaml only: ${set("script", "scripts/measure.ijm")}`,
      ],
    };
  }
  const bytes = readFile(script);
  if (bytes === undefined) {
    return {
      problems: [`script is "${script}"; no such file beside Pulumi.yaml: ${set("script", "measure.ijm")}`],
    };
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (wanted !== undefined && wanted !== sha256) {
    return { problems: [`scriptSha256 is ${wanted}, "${script}" has ${sha256}: ${set("scriptSha256", sha256)}`] };
  }
  return { sha256, problems: [] };
}

/** The path of an address without its query; a path as it is. */
function pathOf(script: string): string {
  return script.startsWith("https://") ? (script.split(/[?#]/u)[0] ?? script) : script;
}
