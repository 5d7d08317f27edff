/** Where each resource type keeps the tags that end on the bill, and how to read and add them there. */
export type Tags = Record<string, string>;

/** One place of a resource that holds tags. Reading throws where preview hides them. */
export interface TagPlace {
  /** `tags`, or `tagSpecifications of instance`. */
  readonly where: string;
  readonly keys: () => readonly string[];
  readonly add: (key: string, value: string) => void;
}

/** Resource types whose `tags` are a map. */
export const TAG_MAP_TYPES = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:ebs/volume:Volume",
  "aws:ec2/instance:Instance",
  "aws:ec2/spotFleetRequest:SpotFleetRequest",
  "aws:ecr/repository:Repository",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/service:Service",
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:lambda/function:Function",
  "aws:s3/bucket:Bucket",
  "aws:sns/topic:Topic",
  "aws:sqs/queue:Queue",
] as const;
const LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const AUTO_SCALING_GROUP = "aws:autoscaling/group:Group";
export const TAGGED_TYPES = [...TAG_MAP_TYPES, LAUNCH_TEMPLATE, AUTO_SCALING_GROUP] as const;

/** The inputs as they are: only what is touched is read, so that unknown neighbours stay. */
export function tagPlacesOf(type: string, props: Readonly<Record<string, unknown>>): readonly TagPlace[] {
  if (type === LAUNCH_TEMPLATE) {
    // the template itself costs nothing; what it makes does
    return ["instance", "volume"].map((part) => specificationPlace(props as WithSpecifications, part));
  }
  if (type === AUTO_SCALING_GROUP) return [listPlace(props)];
  return (TAG_MAP_TYPES as readonly string[]).includes(type) ? [mapPlace("tags", props)] : [];
}

interface WithTagMap {
  tags?: Tags;
}
interface WithTagList {
  tags?: { key: string; value: string; propagateAtLaunch: boolean }[];
}
interface WithSpecifications {
  tagSpecifications?: { resourceType?: string; tags?: Tags }[];
}

function mapPlace(where: string, holder: WithTagMap): TagPlace {
  return {
    where,
    keys: () => Object.keys(holder.tags ?? {}),
    add: (key, value) => {
      if (holder.tags === undefined) holder.tags = { [key]: value };
      else holder.tags[key] = value;
    },
  };
}

function specificationPlace(props: WithSpecifications, part: string): TagPlace {
  const find = (): WithTagMap | undefined => {
    const specifications = props.tagSpecifications;
    const index = indexes(specifications).find((i) => specifications![i]!.resourceType === part);
    return index === undefined ? undefined : specifications![index];
  };
  return {
    where: `tagSpecifications of ${part}`,
    keys: () => Object.keys(find()?.tags ?? {}),
    add: (key, value) => {
      const own = find();
      if (own !== undefined) return mapPlace("", own).add(key, value);
      const added = { resourceType: part, tags: { [key]: value } };
      if (props.tagSpecifications === undefined) props.tagSpecifications = [added];
      else props.tagSpecifications[props.tagSpecifications.length] = added;
    },
  };
}

function listPlace(props: WithTagList): TagPlace {
  return {
    where: "tags",
    keys: () => indexes(props.tags).map((index) => props.tags![index]!.key),
    add: (key, value) => {
      const added = { key, value, propagateAtLaunch: true };
      if (props.tags === undefined) props.tags = [added];
      else props.tags[props.tags.length] = added;
    },
  };
}

function indexes(list: readonly unknown[] | undefined): number[] {
  return Array.from({ length: list?.length ?? 0 }, (_, index) => index);
}
