import type { Architecture } from "../rules/instance-types";
import { architectureOf } from "../rules/image";
import type { Stack } from "../support/check-runner";
import { containersOf } from "../support/containers";
import type { Known } from "./known";
import type { TaskResource } from "./tasks";

/** What `@pulumi/docker-build` makes; the pack does without that package, so its inputs are read by name. */
interface BuiltImage {
  readonly tags?: readonly string[];
  readonly platforms?: readonly string[];
}

/** The processor that a task is made for: as it says itself, else as the images of this stack that it runs are built. */
export function platformOf(stack: Stack, task: TaskResource, known: Known): Architecture | undefined {
  const said = known(() => task.props.runtimePlatform?.cpuArchitecture, undefined);
  if (said !== undefined) return architectureOf(said);
  const images = known(() => containersOf(task.props), []).map(({ image }) => image);
  const built = stack.args.resources
    .filter(({ type }) => type === "docker-build:index:Image")
    .map(({ props }) => props as BuiltImage)
    .find((image) => (known(() => image.tags, []) ?? []).some((tag) => images.includes(tag)));
  const platforms = (built && known(() => built.platforms, [])) ?? [];
  const [only] = platforms;
  return platforms.length === 1 && only !== undefined ? architectureOf(only) : undefined;
}
