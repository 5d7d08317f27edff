/** Numbers and times as people read them. Pure: no imports. */

/** At most `digits` digits that count, thousands apart. */
export function number(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e9)) return value.toExponential(Math.min(2, digits - 1));
  const rounded = Number(value.toPrecision(digits));
  return Number.isInteger(value) && size < 1e9
    ? value.toLocaleString("en-GB").replaceAll(",", "\u202f")
    : rounded.toLocaleString("en-GB", { maximumFractionDigits: 6 }).replaceAll(",", "\u202f");
}

/** In as little room as a well has. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6) return `${trimmed(value / 1e6)}M`;
  if (size >= 1e4) return `${trimmed(value / 1e3)}k`;
  if (size !== 0 && size < 0.01) return value.toExponential(0);
  return String(Number(value.toPrecision(3)));
}

const trimmed = (value: number): string => String(Number(value.toPrecision(3)));

export function duration(seconds: number): string {
  if (seconds < 1) return `${Number(seconds.toFixed(2))} s`;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** `27 Nov 2026, 08:24`, in the reader's time zone. */
export function moment(iso: string | number): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return String(iso);
  return date.toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

export const count = (many: number, one: string, several = `${one}s`): string =>
  `${number(many)} ${many === 1 ? one : several}`;

export function bytes(value: number): string {
  if (value < 1024) return `${value} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let [size, unit] = [value / 1000, 0];
  while (size >= 1000 && unit < units.length - 1) [size, unit] = [size / 1000, unit + 1];
  return `${Number(size.toPrecision(3))} ${units[unit] ?? ""}`;
}

/** `410 MiB`, `1.5 GiB` */
export const mebibytes = (mib: number): string =>
  mib < 1024 ? `${Math.round(mib)} MiB` : `${Number((mib / 1024).toPrecision(3))} GiB`;
