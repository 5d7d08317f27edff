import "./well-pictures.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { type Contrast, type ListedImage } from "../pictures/listed-image";

interface PicturesProps {
  /** Address of the server's files; relative to the page. */
  readonly filesUrl: string;
  /** Jobs with what distinguishes them for a person, e.g. the site; one row of pictures each. */
  readonly jobs: readonly PicturedJob[];
  /** Jobs of the page that have ended: while it grows there may be more to show. */
  readonly ended: number;
}

export interface PicturedJob {
  readonly jobId: string;
  readonly label: string;
}

/** How all pictures are drawn. */
interface View {
  /** By id. The newest counts for all pictures that share it, so that two wells never have two contrasts. */
  readonly contrasts: ReadonlyMap<string, Contrast>;
  readonly onContrast: (contrast: Contrast) => void;
  /** Grows while more images may change the contrast. */
  readonly generation: number;
  readonly isOwn: boolean;
  /** Part of the stack, 0 to 1; 0.5 is the middle slice. */
  readonly depth: number;
  readonly frame: number;
}

/** One channel of one image. */
interface Shot {
  readonly job: PicturedJob;
  readonly image: ListedImage;
  readonly channel: number;
}

/** The images of one well or several: a row for each job, all with the contrast of their plate. */
export function WellPictures({ filesUrl, jobs, ended }: PicturesProps) {
  const lists = useLists(filesUrl, jobs, ended);
  const [wanted, setView] = useState({ isOwn: false, depth: 0.5, frame: 0 });
  const [contrasts, setContrasts] = useState<ReadonlyMap<string, Contrast>>(new Map());
  const onContrast = (contrast: Contrast): void => setContrasts((known) => new Map(known).set(contrast.id, contrast));
  const generation = Math.floor(Math.log2(Math.max(1, ended)));
  const view: View = { ...wanted, contrasts, onContrast, generation };
  const [opened, setOpened] = useState<Shot>();
  const all = jobs.flatMap(({ jobId }) => lists.get(jobId)?.images ?? []);
  const slices = Math.max(1, ...all.map(({ facts }) => facts?.slices ?? 1));
  const frames = Math.max(1, ...all.map(({ facts }) => facts?.frames ?? 1));
  const hasGrey = all.some(({ isAsItIs, facts }) => facts !== undefined && isAsItIs !== true);
  return (
    <section class="well-pictures" aria-label="Pictures">
      {(hasGrey || slices > 1 || frames > 1) && (
        <div class="bar">
          {hasGrey && (
            <label class="check">
              <input
                type="checkbox"
                checked={view.isOwn}
                onChange={(event) => setView({ ...wanted, isOwn: event.currentTarget.checked })}
              />{" "}
              each image has its own contrast
            </label>
          )}
          {slices > 1 && (
            <Slider
              label="Slice"
              count={slices}
              at={Math.round(view.depth * (slices - 1))}
              onMove={(slice) => setView({ ...wanted, depth: slice / (slices - 1) })}
            />
          )}
          {frames > 1 && (
            <Slider label="Frame" count={frames} at={view.frame} onMove={(frame) => setView({ ...wanted, frame })} />
          )}
        </div>
      )}
      {jobs.map((job) => (
        <Row key={job.jobId} {...{ filesUrl, job, view }} list={lists.get(job.jobId)} onOpen={setOpened} />
      ))}
      {opened !== undefined && (
        <Full filesUrl={filesUrl} shot={opened} view={view} onClose={() => setOpened(undefined)} />
      )}
    </section>
  );
}

interface List {
  readonly images: readonly ListedImage[];
  readonly problem?: string;
}

/** By job id; a job is missing until the server has answered. */
function useLists(filesUrl: string, jobs: readonly PicturedJob[], ended: number): ReadonlyMap<string, List> {
  const [lists, setLists] = useState<ReadonlyMap<string, List>>(new Map());
  const ids = jobs.map(({ jobId }) => jobId).join("\n");
  useEffect(() => {
    const left = new AbortController();
    for (const { jobId } of jobs) {
      const known = lists.get(jobId);
      if (known !== undefined && known.problem === undefined) continue;
      void ask<{ images: readonly ListedImage[] }>(`${filesUrl}/list?${words({ job: jobId })}`, left.signal).then(
        ({ images }) => setLists((known) => new Map(known).set(jobId, { images })),
        (error: Error) => {
          if (!left.signal.aborted) {
            setLists((known) => new Map(known).set(jobId, { images: [], problem: error.message }));
          }
        },
      );
    }
    return () => left.abort();
  }, [filesUrl, ids, ended]);
  return lists;
}

interface SliderProps {
  readonly label: string;
  readonly count: number;
  readonly at: number;
  readonly onMove: (at: number) => void;
}

function Slider({ label, count, at, onMove }: SliderProps) {
  return (
    <label class="slider">
      {label}{" "}
      <input
        type="range"
        min={1}
        max={count}
        value={at + 1}
        onInput={(event) => onMove(event.currentTarget.valueAsNumber - 1)}
      />{" "}
      <output>
        {at + 1} of {count}
      </output>
    </label>
  );
}

interface RowProps {
  readonly filesUrl: string;
  readonly job: PicturedJob;
  readonly list: List | undefined;
  readonly view: View;
  readonly onOpen: (shot: Shot) => void;
}

function Row({ filesUrl, job, list, view, onOpen }: RowProps) {
  const shots = (list?.images ?? []).flatMap((image): Shot[] =>
    Array.from({ length: image.facts?.channels ?? 1 }, (_, channel) => ({ job, image, channel })),
  );
  return (
    <div class="shots">
      <h4>{job.label}</h4>
      {list === undefined && <p class="soft">Looking for its images …</p>}
      {list?.problem !== undefined && <p class="soft">{list.problem}</p>}
      {list !== undefined && list.problem === undefined && shots.length === 0 && (
        <p class="soft">No TIFF, PNG or JPEG among its inputs and results</p>
      )}
      <div class="shots-of-job">
        {shots.map((shot) => (
          <Thumbnail
            key={`${shot.image.side} ${shot.image.key} ${shot.channel}`}
            {...{ filesUrl, shot, view }}
            onOpen={() => onOpen(shot)}
          />
        ))}
      </div>
    </div>
  );
}

interface ThumbnailProps {
  readonly filesUrl: string;
  readonly shot: Shot;
  readonly view: View;
  readonly onOpen: () => void;
}

/** Pixels along the longest side. */
const THUMBNAIL = 256;

function Thumbnail({ filesUrl, shot, view, onOpen }: ThumbnailProps) {
  const picture = usePicture(filesUrl, shot, view, THUMBNAIL);
  const { image } = shot;
  return (
    <figure>
      {picture.problem !== undefined ? (
        <div class="no-picture">
          <strong>No picture</strong>
          <span>{picture.problem}</span>
        </div>
      ) : (
        <button type="button" class="shot" onClick={onOpen} title="Show all of its pixels">
          {picture.url === undefined ? (
            <span class="wait">…</span>
          ) : (
            <img src={picture.url} alt={altOf(shot)} onError={picture.onError} />
          )}
          {view.isOwn && image.isAsItIs !== true && <span class="mark">own contrast</span>}
        </button>
      )}
      <figcaption>
        <span class="name" title={image.key}>
          {nameOf(shot)}
        </span>
        <span class="soft">{picture.note}</span>
        {image.isChanged === true && <span class="warning">changed since the run</span>}
      </figcaption>
    </figure>
  );
}

interface FullProps {
  readonly filesUrl: string;
  readonly shot: Shot;
  readonly view: View;
  readonly onClose: () => void;
}

function Full({ filesUrl, shot, view, onClose }: FullProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const picture = usePicture(filesUrl, shot, view, "full");
  const { width, height, bits, isFloat } = shot.image.facts ?? { width: 0, height: 0, bits: 0, isFloat: false };
  return (
    <dialog ref={dialog} class="full" onClose={onClose} aria-label={altOf(shot)}>
      <div class="bar">
        <h4>
          {shot.job.label} · {nameOf(shot)}
        </h4>
        <span class="soft">
          {width} × {height} pixels of {bits} bits{isFloat ? " (float)" : ""} · {picture.note}
        </span>
        <button type="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <div class="all" tabIndex={0} role="region" aria-label="The picture; scroll it with the arrow keys">
        {picture.problem !== undefined && <p>No picture: {picture.problem}</p>}
        {picture.url !== undefined && picture.problem === undefined && (
          <img src={picture.url} alt={altOf(shot)} onError={picture.onError} />
        )}
      </div>
    </dialog>
  );
}

interface ShownPicture {
  readonly url?: string;
  readonly problem?: string;
  /** Which grey values are black and white. */
  readonly note: string;
  readonly onError: () => void;
}

function usePicture(filesUrl: string, { job, image, channel }: Shot, view: View, size: number | "full"): ShownPicture {
  const [id, setId] = useState<string>();
  const contrast = id === undefined ? undefined : view.contrasts.get(id);
  const [problem, setProblem] = useState(image.problem);
  const isAsItIs = image.isAsItIs === true;
  const isMeasured = !isAsItIs && !view.isOwn && image.problem === undefined;
  const picture = { job: job.jobId, side: image.side, key: image.key, channel: String(channel) };
  useEffect(() => {
    setProblem(image.problem);
    if (!isMeasured) return undefined;
    const ended = new AbortController();
    void ask<Contrast>(`${filesUrl}/contrast?${words(picture)}`, ended.signal).then(
      (found) => {
        setId(found.id);
        view.onContrast(found);
      },
      (error: Error) => {
        if (!ended.signal.aborted) setProblem(error.message);
      },
    );
    return () => ended.abort();
  }, [filesUrl, job.jobId, image.side, image.key, image.version, channel, isMeasured, view.generation]);
  if (image.problem !== undefined) return { problem: image.problem, note: "", onError: () => undefined };
  const { slices = 1, frames = 1 } = image.facts ?? {};
  const place = {
    slice: String(Math.round(view.depth * (slices - 1))),
    frame: String(Math.min(view.frame, frames - 1)),
    ...{ size: String(size), version: image.version ?? "" },
  };
  const drawing = isAsItIs
    ? { contrast: "as-is" }
    : view.isOwn
      ? { contrast: "own" }
      : contrast && { contrast: "plate", low: String(contrast.low), high: String(contrast.high) };
  const url = drawing && `${filesUrl}/picture?${words({ ...picture, ...place, ...drawing })}`;
  return {
    ...(url !== undefined && { url }),
    ...(problem !== undefined && { problem }),
    note: isAsItIs ? "as it is" : view.isOwn ? "own contrast" : contrast === undefined ? "" : contrastNote(contrast),
    // an image element does not say why
    onError: () => void ask(url ?? "").catch((error: Error) => setProblem(error.message)),
  };
}

const contrastNote = ({ low, high, images, of }: Contrast): string =>
  `${grey(low)} to ${grey(high)}, from ${images === of ? `all ${of}` : `${images} of ${of}`} of the plate`;

const grey = (value: number): string =>
  Number.isInteger(value) ? String(value) : value.toPrecision(Math.abs(value) < 1000 ? 3 : 5);

const nameOf = ({ image, channel }: Shot): string => {
  const label = image.side === "output" ? (image.key.split("/").at(-1) ?? image.key) : image.label;
  return (image.facts?.channels ?? 1) > 1 ? `${label}, channel ${channel + 1}` : label;
};

const altOf = (shot: Shot): string =>
  `${shot.image.side === "input" ? "Input" : "Result"} ${nameOf(shot)} of ${shot.job.label}`;

const words = (values: Readonly<Record<string, string>>): string => new URLSearchParams(values).toString();

async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(url, signal === undefined ? {} : { signal });
  if (!answer.ok) throw new Error((await answer.text()).trim());
  return (answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : undefined) as T;
}
