import { show } from "../../shared/problems";
import { type NameGroup } from "./group-names";
import { type NameForm, type NamingScheme } from "./naming-schemes";

/** What one job is. */
export const PER = ["plate", "well", "site", "image"] as const;
export type Per = (typeof PER)[number];

const KEYS = ["Plate", "Well", "Site", "Channel", "Z", "Time", "Other"] as const;
type Key = (typeof KEYS)[number];
const KEYS_OF: Readonly<Record<Per, readonly Key[]>> = {
  plate: ["Plate"],
  well: ["Plate", "Well"],
  site: ["Plate", "Well", "Site"],
  image: KEYS,
};

/** What a name says; an image of several files has several. */
interface NamedImage {
  readonly files: string[];
  /** The plate's folder: "" or ends in `/`. */
  readonly folder: string;
  readonly labels: Map<Key, string>;
}

export interface SchemeGroups {
  readonly keys: readonly string[];
  readonly groups: readonly NameGroup[];
  readonly problems: readonly string[];
  /** Files that the scheme neither reads nor leaves out. */
  readonly unread: readonly string[];
  /** How many different values each key has; a well, site or channel of two plates counts twice. */
  readonly counts: ReadonlyMap<string, number>;
}

/** Makes groups of files that an instrument named; a group lists its files. */
export function schemeGroups(scheme: NamingScheme, per: Per, names: readonly string[]): SchemeGroups {
  const { images, unread } = imagesOf(scheme, names);
  tellPlatesApart(images);
  const all = KEYS.filter((key) => images.some(({ labels }) => labels.has(key)));
  const wanted = KEYS_OF[per].filter((key) => all.includes(key));
  if (wanted.length === 0 && images.length > 0) {
    wanted.push("Plate");
    for (const { labels } of images) labels.set("Plate", "all");
  }
  const groups = new Map<string, { readonly values: readonly string[]; readonly files: string[] }>();
  const problems: string[] = [];
  for (const { labels, files } of images) {
    const values = wanted.map((key) => labels.get(key) ?? "none");
    const identity = values.join("\0");
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { values, files: [...files] });
    else if (per === "image") {
      problems.push(
        `${show(group.files[0] ?? "")} and ${show(files[0] ?? "")} have the same plate, well, site, channel, z and time`,
      );
    } else group.files.push(...files);
  }
  for (const { files } of groups.values()) files.sort();
  const counts = new Map<string, number>();
  for (const [key, above] of [
    ["Well", ["Plate"]],
    ["Site", []],
    ["Channel", []],
  ] as const) {
    const found = new Set(images.map(({ labels }) => [...above, key].map((one) => labels.get(one) ?? "").join("\0")));
    if (all.includes(key)) counts.set(key, found.size);
  }
  return { keys: wanted, groups: [...groups.values()], problems, unread, counts };
}

function imagesOf(scheme: NamingScheme, names: readonly string[]): { images: NamedImage[]; unread: string[] } {
  const all = new Set(names);
  const byFile = new Map<string, NamedImage>();
  const later: { readonly name: string; readonly base: string }[] = [];
  const companions: string[] = [];
  const unread: string[] = [];
  const companion = scheme.forms.find((form) => form.companion !== undefined)?.companion;
  for (const name of names) {
    if (scheme.leaveOut.some((one) => one.test(name))) continue;
    if (companion?.test(name) === true) {
      companions.push(name);
      continue;
    }
    const found = readName(scheme, name);
    if (found === undefined) {
      unread.push(name);
      continue;
    }
    const base = found.form.continues?.(name) ?? name;
    if (base !== name && all.has(base)) later.push({ name, base });
    else byFile.set(name, found.image);
  }
  for (const { name, base } of later) byFile.get(base)?.files.push(name);
  for (const name of companions) {
    const folder = name.slice(0, name.lastIndexOf("/") + 1);
    for (const [file, image] of byFile) if (file.slice(0, file.lastIndexOf("/") + 1) === folder) image.files.push(name);
  }
  return { images: [...byFile.values()], unread };
}

/** What a scheme reads in one name, for tests and for looking what a folder holds; undefined: it is none of its names. */
export function labelsOf(scheme: NamingScheme, name: string): Readonly<Record<string, string>> | undefined {
  if (scheme.leaveOut.some((one) => one.test(name))) return undefined;
  const found = readName(scheme, name);
  return found && Object.fromEntries(found.image.labels);
}

function readName(scheme: NamingScheme, name: string): { form: NameForm; image: NamedImage } | undefined {
  for (const form of scheme.forms) {
    const groups = form.read(name);
    if (groups === undefined) continue;
    const labels = new Map<Key, string>();
    const set = (key: Key, value: string | undefined): void => {
      if (value !== undefined && value !== "") labels.set(key, value);
    };
    const ownFolder = (groups["folder"] ?? "").replace(scheme.ownFolders ?? /$^/, (found) =>
      found.startsWith("/") ? "/" : "",
    );
    set("Plate", groups["plate"] ?? scheme.plateFolder?.exec(ownFolder)?.[1]);
    const { row, col, well } = groups;
    set("Well", row !== undefined && col !== undefined ? wellOf(row, col) : well && padded(well));
    set("Site", groups["site"]);
    set("Channel", groups["channel"]);
    set("Z", groups["z"]);
    set("Time", groups["time"]);
    set("Other", groups["other"]);
    return { form, image: { files: [name], folder: ownFolder, labels } };
  }
  return undefined;
}

/** Files of two folders are never one plate: where its name does not say which, the folder does. */
function tellPlatesApart(images: readonly NamedImage[]): void {
  const foldersOf = new Map<string, Set<string>>();
  for (const { folder, labels } of images) {
    const plate = labels.get("Plate") ?? "";
    const folders = foldersOf.get(plate);
    if (folders === undefined) foldersOf.set(plate, new Set([folder]));
    else folders.add(folder);
  }
  for (const { folder, labels } of images) {
    const plate = labels.get("Plate") ?? "";
    const isOnly = foldersOf.get(plate)?.size === 1;
    if (isOnly && plate !== "") continue;
    const path = folder.replace(/\/$/, "");
    const label = isOnly
      ? path.slice(path.lastIndexOf("/") + 1)
      : `${path}${path === "" || plate === "" ? "" : "/"}${plate}`;
    if (label !== "") labels.set("Plate", label);
  }
}

/** Row 1 is A, 27 is AA; a row of letters stays. */
function wellOf(row: string, col: string): string {
  if (!/^\d+$/.test(row)) return padded(row + String(Number(col)));
  const number = Number(row) - 1;
  const first = number >= 26 ? String.fromCharCode(64 + Math.floor(number / 26)) : "";
  return padded(first + String.fromCharCode(65 + (number % 26)) + String(Number(col)));
}

/** `A1` as `A01`; a text that is no well stays. */
const padded = (well: string): string =>
  well.replace(/^([A-Z]{1,2})(\d)$/, (_, row: string, col: string) => `${row}0${col}`);
