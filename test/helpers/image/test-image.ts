import { type Context } from "mocha";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { testBase } from "./base";
import { build, dockerAnswers } from "./docker";

const REPOSITORY = join(__dirname, "../../..");
/** Base image and all layers for the first time, on a slow computer. */
const FIRST_BUILD_MS = 1_800_000;
let isSaid = false;
const made = new Map<string, Promise<string>>();

/**
 * Name of the image of this target, built once per test run (Docker keeps its layers). Skips the suite, with one line per run,
 * where no daemon answers. Call it in `before`.
 */
export async function testImage(suite: Context, target: "imagej"): Promise<string> {
  suite.timeout(FIRST_BUILD_MS);
  if (!(await dockerAnswers())) {
    if (!isSaid)
      console.log("      no Docker daemon answers: the image is not tested here (docs/image.md: how to start one)");
    isSaid = true;
    suite.skip();
  }
  let image = made.get(target);
  if (image === undefined) {
    image = buildTarget(target);
    made.set(target, image);
  }
  return image;
}

/** `--build-arg` for the base image that tests use. */
export async function baseArgument(): Promise<readonly string[]> {
  const base = await testBase();
  return base === undefined ? [] : ["--build-arg", `BASE=${base}`];
}

async function buildTarget(target: string): Promise<string> {
  await promisify(execFile)(process.execPath, [join(REPOSITORY, "scripts/build.mjs")], { cwd: REPOSITORY });
  const tag = `dfiji-test:${target}`;
  const { code, stdout, stderr } = await build({ tag, options: ["--target", target, ...(await baseArgument())] });
  if (code !== 0) throw new Error(`the image could not be built:\n${`${stdout}\n${stderr}`.slice(-4000)}`);
  return tag;
}
