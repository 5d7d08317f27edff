/** What distinguishes the images of one job, so that the same kind of image is found in every job. Pure: no imports. */

export interface NamedImages {
  /** What the job is: plate, well, site, … */
  readonly group: Readonly<Record<string, string>>;
  /** Relative paths. */
  readonly keys: readonly string[];
}

/**
 * A label for each image of each job: `DAPI` for `A01_s1_DAPI.tif`. Images of one kind have one label in every job, since
 * they are shown with one contrast: first the name without the job's plate, well and site; where such labels do not
 * repeat from job to job, what differs between the names within a job; else the place in the job's sorted list.
 */
export function imageLabels(jobs: readonly NamedImages[]): ReadonlyMap<string, string>[] {
  const most = Math.max(0, ...jobs.map(({ keys }) => keys.length));
  for (const labelsOf of [withoutGroup, differenceWithin]) {
    const labelled = jobs.map((job) => labelsOf(job));
    const distinct = new Set(labelled.flatMap((labels) => [...labels.values()]));
    const areUnique = labelled.every((labels) => new Set(labels.values()).size === labels.size);
    if (areUnique && distinct.size <= most) return labelled;
  }
  return jobs.map(({ keys }) => new Map([...keys].sort().map((key, i) => [key, `image ${i + 1}`])));
}

const SEPARATORS = /^[\s._-]+|[\s._-]+$/g;
/** The name without folders and `.tif`, in pieces: words, and what is between them. */
const piecesOf = (key: string): string[] =>
  key
    .slice(key.lastIndexOf("/") + 1)
    .replace(/\.(?:ome\.)?[A-Za-z0-9]+$/, "")
    .split(/([\s._-]+)/);

function withoutGroup({ group, keys }: NamedImages): Map<string, string> {
  const values = new Set(
    Object.entries(group).flatMap(([name, value]) => [value, `${name}${value}`, `${name[0]}${value}`].map(lower)),
  );
  return new Map(
    keys.map((key) => {
      const rest = piecesOf(key).filter((piece) => !values.has(lower(piece)));
      return [
        key,
        rest
          .join("")
          .replace(/([\s._-])[\s._-]+/g, "$1")
          .replace(SEPARATORS, "") || "image",
      ];
    }),
  );
}

function differenceWithin({ keys }: NamedImages): Map<string, string> {
  if (keys.length < 2) return new Map(keys.map((key) => [key, "image"]));
  const all = keys.map(piecesOf);
  const least = Math.min(...all.map((pieces) => pieces.length));
  const isSame = (at: (pieces: readonly string[]) => string | undefined): boolean => new Set(all.map(at)).size === 1;
  let [start, end] = [0, 0];
  while (start < least && isSame((pieces) => pieces[start])) start++;
  while (end < least - start && isSame((pieces) => pieces.at(-1 - end))) end++;
  return new Map(
    keys.map((key, i) => {
      const pieces = all[i] ?? [];
      return [
        key,
        pieces
          .slice(start, pieces.length - end)
          .join("")
          .replace(SEPARATORS, "") || "image",
      ];
    }),
  );
}

const lower = (text: string): string => text.toLowerCase();
