import { type Context } from "mocha";
import { join } from "node:path";
import { imagejRuntime } from "../../worker/engines/imagej/runtime";
import { buildCli } from "../helpers/built-cli";
import { dockerAnswers } from "../helpers/image/docker";
import { testImage } from "../helpers/image/test-image";
import { containerImage, STAGE } from "./container-body";
import { processImage } from "./process-body";
import { type Image } from "./task";

export interface Images {
  readonly worker: Image;
  /** Its program ends immediately, with 1. */
  readonly neverStarts: Image;
  /** Where jobs see what minute it is; undefined: in the folder itself. */
  readonly stage: string | undefined;
  readonly isDocker: boolean;
}

/** The worker's image where a Docker daemon answers; else processes of this computer, which says so in one line. */
export async function makeImages(suite: Context, engine: "imagej" | "command"): Promise<Images> {
  if (await dockerAnswers()) {
    const image = await testImage(suite, "imagej");
    const neverStarts = containerImage(image, "/bin/false");
    return { worker: containerImage(image), neverStarts, stage: STAGE, isDocker: true };
  }
  console.log("      no Docker daemon answers: machines are groups of processes, limits are counted and not enforced");
  await buildCli();
  const more = engine === "imagej" ? await imagejVariables() : {};
  return {
    worker: processImage([process.execPath, join(__dirname, "../../dist/worker.js")], more),
    neverStarts: processImage(["/bin/false"]),
    stage: undefined,
    isDocker: false,
  };
}

/** What the image would hold: workers do not look for Maven. */
async function imagejVariables(): Promise<Readonly<Record<string, string>>> {
  const { host } = await imagejRuntime("none", process.env);
  const { JAVA_HOME } = process.env;
  return { DFIJI_IMAGEJ_DIR: host, ...(JAVA_HOME === undefined ? {} : { JAVA_HOME }) };
}
