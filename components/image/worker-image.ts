import * as aws from "@pulumi/aws";
import * as dockerBuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../aws/account";
import { type BuildArguments, DOCKERFILE, imageTag, readContext } from "./build-context";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface WorkerImageArgs {
  readonly account: Account;
  readonly repositoryName: string;
  /** Folder of Pulumi.yaml, absolute: read for the tag. Docker gets it as ".", so that every computer says the same. */
  readonly root: string;
  readonly platform: "linux/amd64" | "linux/arm64";
  /** Stage of docker/Dockerfile: with Fiji, or with plain ImageJ. */
  readonly target: "fiji" | "imagej";
  /** Values for the Dockerfile's ARGs, e.g. FIJI_URL and FIJI_SHA256. @default the Dockerfile's own */
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly tags: BaseTags;
}

/** Images that the repository keeps: the running one and those that an update may go back to. */
const KEPT_IMAGES = 5;

/**
 * The worker's image, built by Docker where `pulumi up` runs, in a repository of its own. Its tag is a hash of what it
 * is made of and can never be given to another image. Nothing is built at preview.
 */
export class WorkerImage extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>…/<repository>:<hash>`, known at preview. */
  readonly reference: string;
  readonly repositoryName: string;

  constructor(name: string, args: WorkerImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, repositoryName, root, platform, target, buildArgs = {}, tags } = args;
    const build: BuildArguments = { platform, target, buildArgs };
    const registry = registryOf(account);
    const reference = `${registry}/${repositoryName}:${imageTag(readContext(root), build)}`;
    super("fiji:index:WorkerImage", name, { repositoryName, reference }, opts);
    this.reference = reference;
    this.repositoryName = repositoryName;
    const repository = new aws.ecr.Repository(
      `${name}-repository`,
      {
        name: repositoryName,
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "AES256" }],
        forceDelete: true,
        tags: tagsOf(tags, "image"),
      },
      { parent: this },
    );
    const lifecycle = new aws.ecr.LifecyclePolicy(
      `${name}-lifecycle`,
      { repository: repositoryName, policy: keepLast(KEPT_IMAGES) },
      { parent: this, dependsOn: [repository] },
    );
    const token = aws.ecr.getAuthorizationTokenOutput({ registryId: account.id }, { parent: this });
    new dockerBuild.Image(
      `${name}-image`,
      {
        tags: [reference],
        push: true,
        buildOnPreview: false,
        context: { location: "." },
        dockerfile: { location: DOCKERFILE },
        platforms: [platform],
        target,
        buildArgs,
        registries: [{ address: registry, username: token.userName, password: pulumi.secret(token.password) }],
      },
      // the repository goes with everything in it; deleting images one by one would only fail where the token has expired
      { parent: this, dependsOn: [repository, lifecycle], retainOnDelete: true },
    );
    this.registerOutputs({ reference, repositoryName });
  }
}

export function registryOf({ id, region, dnsSuffix }: Account): string {
  return `${id}.dkr.ecr.${region}.${dnsSuffix}`;
}

function keepLast(images: number): string {
  const selection = { tagStatus: "any", countType: "imageCountMoreThan", countNumber: images };
  return JSON.stringify({
    rules: [{ rulePriority: 1, description: `keep the last ${images}`, selection, action: { type: "expire" } }],
  });
}
