import type { Architecture } from "./instance-types";
import { knownTypes } from "./fitting";

const DIGEST = /@sha256:[0-9a-f]{64}$/u;
/** A hash of what the image was made from, with or without words before it: `3f2a…`, `worker-3f2a…`. */
const CONTENT_TAG = /^(?:[\w.-]*[-_.])?[0-9a-f]{12,64}$/u;

export interface ImageFacts {
  /** As the container definition names it. */
  readonly image: string;
  /** Whether the repository refuses to overwrite a tag; undefined: not known. */
  readonly immutable: boolean | undefined;
}

/** One name must mean one image: else a machine that joins later runs other code, and results cannot be made again. */
export function imageProblems({ image, immutable }: ImageFacts): readonly string[] {
  if (DIGEST.test(image)) return [];
  const { repository, tag } = partsOf(image);
  const byDigest = `name it by digest (${repository}@sha256:…)`;
  if (tag === undefined) return [`image "${image}" has no tag, which means latest; ${byDigest}`];
  if (!CONTENT_TAG.test(tag)) return [`image "${image}" can change under its tag "${tag}"; ${byDigest}`];
  if (immutable === true) return [];
  const where = immutable === false ? "a repository that lets tags be overwritten" : "a repository not of this stack";
  const cure = immutable === false ? ' or set its imageTagMutability to "IMMUTABLE"' : "";
  return [`image "${image}" is in ${where}; ${byDigest}${cure}`];
}

/** "host:5000/a/b:tag" is repository "host:5000/a/b" and its tag. */
export function partsOf(image: string): { readonly repository: string; readonly tag?: string } {
  const [name = image] = image.split("@");
  const colon = name.lastIndexOf(":");
  if (colon <= name.lastIndexOf("/")) return { repository: name };
  return { repository: name.slice(0, colon), tag: name.slice(colon + 1) };
}

/** An image for another processor starts nowhere: every task on such a machine ends with "exec format error". */
export function architectureProblems(architecture: Architecture, types: readonly string[]): readonly string[] {
  const other = architecture === "x86_64" ? "arm64" : "x86_64";
  return knownTypes(types)
    .filter((type) => !type.architectures.includes(architecture))
    .map(
      ({ name, architectures }) =>
        `made for ${architecture}, but ${name} is ${architectures.join("/")}; take ${architecture} types only, or make the image for ${other}`,
    );
}

/** "linux/arm64", "ARM64", "amd64", "X86_64" in our words; undefined for any other text. */
export function architectureOf(platform: string): Architecture | undefined {
  const word = platform
    .toLowerCase()
    .split("/")
    .at(platform.includes("/") ? 1 : 0);
  if (word === "arm64" || word === "aarch64") return "arm64";
  return word === "amd64" || word === "x86_64" ? "x86_64" : undefined;
}
