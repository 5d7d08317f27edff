import * as aws from "@pulumi/aws";
import { type BuildArguments, imageTag, readContext } from "./build-context";
import { SOURCE_DATE_EPOCH, stageContext } from "./stage-context";

export interface WorkerBuildArgs {
  readonly repositoryName: string;
  /** Folder of Pulumi.yaml, absolute. */
  readonly root: string;
  readonly platform: "linux/amd64" | "linux/arm64";
  readonly engine: string;
  /** A Fiji and its digest. @default the Dockerfile's own */
  readonly engineUrl?: string | undefined;
  readonly engineSha256?: string | undefined;
}

/** An image of the worker: what it is made of and whether it has been made. */
export interface WorkerBuild extends BuildArguments {
  readonly platform: WorkerBuildArgs["platform"];
  /** Hash of all that it is made of. */
  readonly tag: string;
  /** Folder of its files, below that of Pulumi.yaml. */
  readonly context: string;
  /** The repository has the tag, which no other image can ever get: it is not built again. */
  readonly isThere: boolean;
}

/** @throws {Error} when AWS refuses the look (`ecr:DescribeImages`) */
export async function lookUpWorkerBuild(args: WorkerBuildArgs): Promise<WorkerBuild> {
  const { repositoryName, root, platform, engine, engineUrl, engineSha256 } = args;
  const files = readContext(root);
  const build = {
    platform,
    target: engine === "fiji" ? "fiji" : "imagej", // stages of docker/Dockerfile
    buildArgs: {
      // a build argument that BuildKit itself reads: the time in the image's config and history
      SOURCE_DATE_EPOCH: String(SOURCE_DATE_EPOCH),
      ...(engineUrl !== undefined && engineSha256 !== undefined && { FIJI_URL: engineUrl, FIJI_SHA256: engineSha256 }),
    },
  };
  const tag = imageTag(files, build);
  const isThere = await hasImage(repositoryName, tag);
  return { ...build, tag, context: stageContext(root, files), isThere };
}

async function hasImage(repositoryName: string, tag: string): Promise<boolean> {
  try {
    await aws.ecr.getImage({ repositoryName, imageTag: tag });
    return true;
  } catch (error) {
    // ECR's exceptions (botocore 1.44.8, ecr, DescribeImages); before the first `up` there is no repository either
    if (/ImageNotFoundException|RepositoryNotFoundException/u.test(String(error))) return false;
    throw error;
  }
}
