import { join } from "node:path";
import { type RawEnv } from "../../contract/env";
import { scriptUnderItsName } from "../program/attempt-script";
import { type WarmHost } from "../warm/host";
import { type FijiInstallation } from "./installation";
import { fijiArgv, javaToolOptions } from "./launcher";
import { loopFolder } from "./loop-folder";

/** Our loop (worker/fiji) inside Fiji's own JVM: for every language that this Fiji has. */
export function fijiHost(fiji: FijiInstallation, xvfb: string | undefined, env: RawEnv): WarmHost {
  const loop = loopFolder();
  return {
    name: "Fiji",
    ...(xvfb === undefined ? {} : { xvfb }),
    env,
    launch: (settings, folder, display) => ({
      argv: fijiArgv(fiji, settings.heapMiB, display === undefined, [[join(loop, "loop.groovy")]]),
      env: { JAVA_TOOL_OPTIONS: javaToolOptions(folder, settings), DFIJI_LOOP_DIR: loop },
    }),
    async prepare(request) {
      const { parameters, argument, inputFolder, outputFolder } = request;
      const values = { input: inputFolder, output: outputFolder, ...parameters };
      return {
        fields: {
          script: (await scriptUnderItsName(request)) ?? "",
          argument,
          input: inputFolder,
          output: outputFolder,
          ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`p.${name}`, value])),
        },
      };
    },
    encode: (type, id, fields) =>
      [type, String(id), ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)]
        .map((word) => encodeURIComponent(word.replace(LONE_SURROGATE, "\uFFFD")))
        .join("\t"),
  };
}

/** Half a character: no UTF-8 text can hold it. */
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
