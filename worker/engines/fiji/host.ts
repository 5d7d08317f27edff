import { join } from "node:path";
import { existsSync } from "node:fs";
import { packageRoot } from "../../host/package-root";
import { EngineStartError } from "../engine";
import { scriptUnderItsName } from "../program/attempt-script";
import { type DisplayPrograms } from "../program/display";
import { type WarmHost } from "../warm/host";
import { agentOption } from "./agent-jar";
import { type FijiInstallation } from "./installation";
import { fijiArgv, javaToolOptions } from "./launcher";

/** Our loop (groovy/) inside Fiji's own JVM: for every language that this Fiji has. */
export function fijiHost(
  fiji: FijiInstallation,
  display: DisplayPrograms | undefined,
  environment: WarmHost["environment"],
  openMinutes?: number,
): WarmHost {
  const loop = loopFolder();
  return {
    name: "Fiji",
    ...(display === undefined ? {} : { displayPrograms: display }),
    environment,
    launch: (settings, folder, display) => ({
      argv: fijiArgv(fiji, settings.heapMiB, display === undefined, [[join(loop, "loop.groovy")]]),
      env: {
        JAVA_TOOL_OPTIONS: javaToolOptions(
          folder,
          settings,
          display === undefined ? agentOption(fiji, folder) : undefined,
        ),
        DFIJI_LOOP_DIR: loop,
        ...(openMinutes === undefined ? {} : { DFIJI_OPEN_MINUTES: String(openMinutes) }),
      },
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

/** The folder with the scripts that we run inside Fiji: among the sources, or beside the built worker. */
export function loopFolder(): string {
  const root = packageRoot();
  const places = [...(root === undefined ? [] : [join(root, "worker/engines/fiji/groovy")]), join(__dirname, "fiji")];
  const found = places.find((place) => existsSync(join(place, "loop.groovy")));
  if (found !== undefined) return found;
  throw new EngineStartError(`loop.groovy is in none of ${places.join(", ")}`, "install the program again");
}
