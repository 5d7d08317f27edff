import pLimit from "p-limit";
import { UnsafePathError } from "../../../worker/host/safe-files";
import { type Limits, limitsOf } from "./contrast";
import { drawn, type Picture } from "./draw";
import { type FetchedImages } from "./fetched-images";
import { type FolderFile, folderFile, NotShownError } from "./folder-file";
import { ImageError, openImage, type Plane } from "./image-file";
import { imageLabels } from "./image-labels";
import { type Contrast, type ImageFacts, type ListedImage, type Side } from "./listed-image";
import { type PlaneIndex } from "./stack-layout";

/** A job whose images can be drawn. */
export interface PictureJob {
  readonly jobId: string;
  /** "" where jobs name no plate. */
  readonly plate: string;
  readonly group: Readonly<Record<string, string>>;
  /** Keys are relative to the input and the results folder. */
  readonly inputs: readonly JobFile[];
  readonly outputs: readonly JobFile[];
  /** Absolute; undefined where the inputs are elsewhere. */
  readonly inputDir: string | undefined;
}

export interface JobFile {
  readonly key: string;
  /** When the job ran; `<size>-<mtime in ms>` of files in folders. */
  readonly etag: string;
}

/** Where jobs come from. */
export interface PictureJobs {
  job(jobId: string): Promise<PictureJob | undefined>;
  /** At most `count` jobs of a plate that have inputs, spread evenly over it and always the same ones. */
  sample(plate: string, count: number): Promise<readonly PictureJob[]>;
  /** Jobs of the plate that have inputs. */
  count(plate: string): Promise<number>;
}

export interface PictureOf {
  readonly jobId: string;
  readonly side: Side;
  readonly key: string;
}

export interface PictureRequest extends PictureOf, PlaneIndex {
  /** `as-is` is for images that say so; `own` stretches this image alone. */
  readonly contrast: Limits | "own" | "as-is";
  /** Longest side, pixels, or all of the image. */
  readonly size: number | "full";
}

/** Images of a plate that decide about its contrast. */
const SAMPLE_IMAGES = 32;
/** Of images that cross a network for it. */
const FETCHED_SAMPLES = 8;
/** Pixels along each side of a sample. */
const SAMPLE_SIDE = 128;
/** Decoded at the same time: each holds a whole plane. */
const AT_ONCE = 2;
/** Pictures kept, bytes. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Draws images of local folders, and of buckets where the user allows it, when they are asked for. */
export class Pictures {
  readonly #limit = pLimit(AT_ONCE);
  readonly #contrasts = new Map<string, { readonly of: number; readonly contrast: Promise<Contrast> }>();
  readonly #cache = new Map<string, Picture>();
  #cachedBytes = 0;

  constructor(
    private readonly jobs: PictureJobs,
    /** Results; undefined where they are elsewhere. */
    private readonly outputDir: string | undefined,
    /** Images that are in buckets. @default they are not shown */
    private readonly fetched?: FetchedImages,
  ) {}

  /** The images of a job, inputs first. Undefined: no such job. */
  async list(jobId: string): Promise<ListedImage[] | undefined> {
    const job = await this.jobs.job(jobId);
    if (job === undefined) return undefined;
    const listed: ListedImage[] = [];
    for (const side of ["input", "output"] as const) {
      const labels = await this.#labels(job, side);
      for (const key of imagesOf(job, side))
        listed.push(await this.#listed(job, { jobId, side, key }, labels.get(key) ?? ""));
    }
    return listed;
  }

  /**
   * Limits for a channel, from images of the whole plate. They are made again once the plate has twice as many images.
   * @throws {NotShownError} when the job has no such image
   */
  async contrast(picture: PictureOf, channel: number): Promise<Contrast> {
    const job = await this.#mustHave(picture);
    const { side, key } = picture;
    const label = (await this.#labels(job, side)).get(key) ?? "";
    const of = await this.jobs.count(job.plate);
    const id = JSON.stringify([job.plate, side, label, channel]);
    const known = this.#contrasts.get(id);
    if (known !== undefined && of < 2 * known.of) return known.contrast;
    const contrast = this.#measure(job, { side, label, channel }, of).then((limits) => ({ id, ...limits }));
    this.#contrasts.set(id, { of, contrast });
    contrast.catch(() => this.#contrasts.delete(id));
    return contrast;
  }

  /**
   * @throws {NotShownError} when the job has no such image, or it is not in its folder
   * @throws {ImageError} when it cannot be drawn
   */
  async draw(request: PictureRequest, isWanted: () => boolean = () => true): Promise<Picture> {
    const job = await this.#mustHave(request);
    const { path, version } = await this.#file(job, request.side, request.key);
    const { jobId, side, key, channel, slice, frame, contrast, size } = request;
    const id = JSON.stringify([jobId, side, key, version, channel, slice, frame, contrast, size]);
    const cached = this.#cache.get(id);
    if (cached !== undefined) return cached;
    return this.#limit(async () => {
      if (!isWanted()) throw new NotShownError("no longer requested");
      const file = await openImage(path);
      const index = indexWithin(file.facts, request);
      const plane = await file.plane(index);
      const limits = contrast === "own" ? limitsOf([(await file.sample(index, SAMPLE_SIDE)).pixels]) : contrast;
      if (limits === "as-is" && file.facts.bits > 8) {
        throw new ImageError(`it has ${file.facts.bits} bits a pixel: give limits, or contrast=own`);
      }
      const picture = await drawn(plane, limits === "as-is" ? undefined : limits, size);
      this.#keep(id, picture);
      return picture;
    });
  }

  async #listed(job: PictureJob, { side, key }: PictureOf, label: string): Promise<ListedImage> {
    try {
      const { path, version } = await this.#file(job, side, key);
      const { facts } = await openImage(path);
      const isAsItIs = facts.bits <= 8 && (facts.isColour || side === "output");
      const then = filesOf(job, side).find((file) => file.key === key)?.etag;
      return { side, key, label, version, facts, isAsItIs, isChanged: then !== version };
    } catch (error) {
      return { side, key, label, problem: problemOf(error) };
    }
  }

  async #measure(
    job: PictureJob,
    { side, label, channel }: { readonly side: Side; readonly label: string; readonly channel: number },
    of: number,
  ): Promise<Omit<Contrast, "id">> {
    const sampled = await this.#sampledWith(job);
    const labels = imageLabels(sampled.map((one) => ({ group: one.group, keys: imagesOf(one, side) })));
    const pixels: Plane["pixels"][] = [];
    const step = this.#isFetched(job, side) ? SAMPLE_IMAGES / FETCHED_SAMPLES : 1;
    for (const [i, one] of sampled.entries()) {
      if (i % step !== 0 && one !== job) continue;
      const key = [...(labels[i] ?? [])].find(([, other]) => other === label)?.[0];
      if (key === undefined) continue;
      const values = await this.#limit(() => this.#sampleOf(one, side, key, channel));
      if (values !== undefined) pixels.push(values);
    }
    if (pixels.length === 0) throw new NotShownError("no image of its kind can be read");
    return { ...limitsOf(pixels), images: pixels.length, of: Math.max(of, pixels.length) };
  }

  #isFetched(job: PictureJob, side: Side): boolean {
    return (side === "input" ? job.inputDir : this.outputDir) === undefined;
  }

  /** An image that is broken does not count. */
  async #sampleOf(job: PictureJob, side: Side, key: string, channel: number): Promise<Plane["pixels"] | undefined> {
    try {
      const file = await openImage((await this.#file(job, side, key)).path);
      if (channel >= file.facts.channels) return undefined;
      return (await file.sample({ ...middle(file.facts), channel }, SAMPLE_SIDE)).pixels;
    } catch (error) {
      problemOf(error);
      return undefined;
    }
  }

  async #labels(job: PictureJob, side: Side): Promise<ReadonlyMap<string, string>> {
    const sampled = await this.#sampledWith(job);
    const labels = imageLabels(sampled.map((one) => ({ group: one.group, keys: imagesOf(one, side) })));
    return labels[sampled.indexOf(job)] ?? new Map();
  }

  /** The plate's sample, and this job. */
  async #sampledWith(job: PictureJob): Promise<readonly PictureJob[]> {
    const sampled = await this.jobs.sample(job.plate, SAMPLE_IMAGES);
    return [...sampled.filter(({ jobId }) => jobId !== job.jobId), job];
  }

  async #mustHave({ jobId, side, key }: PictureOf): Promise<PictureJob> {
    const job = await this.jobs.job(jobId);
    if (job === undefined || !imagesOf(job, side).includes(key)) throw new NotShownError("no job has such an image");
    return job;
  }

  #file(job: PictureJob, side: Side, key: string): Promise<FolderFile> {
    const folder = side === "input" ? job.inputDir : this.outputDir;
    if (folder !== undefined) return folderFile(folder, key);
    if (this.fetched !== undefined) return this.fetched.file(side, key);
    throw new NotShownError(
      side === "input"
        ? "its folder is not known: give --input DIR"
        : "it is not on this computer: `dfiji download` gets it",
    );
  }

  #keep(id: string, picture: Picture): void {
    this.#cache.set(id, picture);
    this.#cachedBytes += picture.bytes.length;
    for (const [oldest, { bytes }] of this.#cache) {
      if (this.#cachedBytes <= CACHE_BYTES) return;
      this.#cache.delete(oldest);
      this.#cachedBytes -= bytes.length;
    }
  }
}

/** Files whose names are those of images that can be drawn. */
export const imagesOf = (job: PictureJob, side: Side): string[] =>
  filesOf(job, side).flatMap(({ key }) => (/\.(?:tiff?|png|jpe?g)$/i.test(key) ? [key] : []));

const filesOf = (job: PictureJob, side: Side): readonly JobFile[] => (side === "input" ? job.inputs : job.outputs);

/** What is shown first of a stack. */
export const middle = ({ slices }: Pick<ImageFacts, "slices">): PlaneIndex => ({
  channel: 0,
  slice: Math.floor((slices - 1) / 2),
  frame: 0,
});

function indexWithin(facts: ImageFacts, { channel, slice, frame }: PlaneIndex): PlaneIndex {
  const wrong = (["channel", "slice", "frame"] as const).find(
    (axis) => ({ channel, slice, frame })[axis] >= facts[`${axis}s`],
  );
  if (wrong === undefined) return { channel, slice, frame };
  throw new ImageError(`it has ${facts[`${wrong}s`]} ${wrong}s`);
}

/** One line on a file that is not drawn. @throws what is no fault of the file */
export function problemOf(error: unknown): string {
  if (error instanceof NotShownError || error instanceof ImageError) return error.message;
  if (error instanceof UnsafePathError) return "it is a link or no regular file";
  throw error;
}
