import * as aws from "@pulumi/aws";
import * as dockerBuild from "@pulumi/docker-build";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../aws/account";
import { DOCKERFILE } from "./build-context";
import type { WorkerBuild } from "./worker-build";
import { type BaseTags, tagsOf } from "../aws/tags";

export interface WorkerImageArgs {
  readonly account: Account;
  readonly repositoryName: string;
  readonly build: WorkerBuild;
  readonly tags: BaseTags;
}

/** Images that the repository keeps: the running one and those that an update may go back to. */
const KEPT_IMAGES = 5;

/** What a build that makes nothing differs in. */
const BUILD_KEYS = ["dockerfile", "exports", "push"];

/**
 * The worker's image, built by Docker where `pulumi up` runs, in a repository of its own. Its tag is a hash of what it
 * is made of and can never be given to another image. Nothing is built at preview.
 *
 * An image that the repository has is not built again: a second build has another digest (packages, times), and the provider
 * would push it to a tag that is immutable (pulumi-docker-build 0.0.22, image.go, Update is Create). So the resource is named
 * by its tag. Where this stack has built the image, its inputs stay as they are; where another state did, or an earlier image
 * is taken again, it is made with a build that makes nothing. Leaving it out would be a delete.
 */
export class WorkerImage extends pulumi.ComponentResource {
  /** `<account>.dkr.ecr.<region>…/<repository>:<hash>`, known at preview. */
  readonly reference: string;
  readonly repositoryName: string;

  constructor(name: string, args: WorkerImageArgs, opts?: pulumi.ComponentResourceOptions) {
    const { account, repositoryName, tags } = args;
    const { platform, target, buildArgs, tag, context, isThere } = args.build;
    const registry = registryOf(account);
    const reference = `${registry}/${repositoryName}:${tag}`;
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
      `${name}-${tag}`,
      {
        tags: [reference],
        ...(isThere
          ? {
              push: false,
              exports: [{ cacheonly: {} }],
              dockerfile: { inline: `FROM scratch AS ${target}\nCMD ["none"]\n` },
            }
          : { push: true, dockerfile: { location: `${context}/${DOCKERFILE}` } }),
        buildOnPreview: false,
        // below the folder of Pulumi.yaml, so that every computer says the same
        context: { location: context },
        platforms: [platform],
        target,
        buildArgs,
        registries: [{ address: registry, username: token.userName, password: pulumi.secret(token.password) }],
      },
      // the repository goes with everything in it; deleting images one by one would only fail where the token has expired
      {
        parent: this,
        dependsOn: [repository, lifecycle],
        retainOnDelete: true,
        ...(isThere && { ignoreChanges: BUILD_KEYS }),
      },
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
