import { type GreyImage } from "./tiff";

/** Pixels along each side of a site's image. */
export const SITE_SIZE = 640;
export const PLATE = "P1";
export const WELLS = ["A01", "A02", "A03", "A04", "B01", "B02", "B03", "B04"] as const;
export const SITES = ["1", "2"] as const;
export const CHANNELS = ["nuclei", "cytoplasm"] as const;
export type Channel = (typeof CHANNELS)[number];

export interface Site {
  readonly well: string;
  readonly site: string;
  /** The truth: nuclei that were drawn. */
  readonly nuclei: number;
  readonly images: Readonly<Record<Channel, GreyImage>>;
}

/** `P1/A01_1_nuclei.tif`, relative to the input folder. */
export const imageName = (well: string, site: string, channel: Channel): string =>
  `${PLATE}/${well}_${site}_${channel}.tif`;

/** Row A is untreated, the treatment of row B kills cells, more of them from column to column. */
const NUCLEI_PER_SITE: Readonly<Record<string, number>> = {
  A01: 150,
  A02: 145,
  A03: 155,
  A04: 148,
  B01: 130,
  B02: 110,
  B03: 90,
  B04: 75,
};

/** Sixteen sites, one after another (each about 1.6 MB). The same pixels at every call. */
export function* drawPlate(): Generator<Site> {
  let seed = 1;
  for (const well of WELLS) {
    for (const site of SITES) yield drawSite(well, site, new Random(seed++ * 7919));
  }
}

interface Nucleus {
  readonly x: number;
  readonly y: number;
  /** Half axes, pixels, and the angle of the first, radians. */
  readonly a: number;
  readonly b: number;
  readonly angle: number;
  /** Grey values above the background at its centre. */
  readonly brightness: number;
}

function drawSite(well: string, site: string, random: Random): Site {
  const nuclei = scatter(Math.round((NUCLEI_PER_SITE[well] ?? 100) * random.between(0.93, 1.07)), random);
  return {
    well,
    site,
    nuclei: nuclei.length,
    images: {
      nuclei: photograph([...nuclei, ...debris(random)], { haze: 260, softness: 0.16, grow: 1 }, random),
      cytoplasm: photograph(nuclei, { haze: 180, softness: 0.35, grow: 1.9 }, random),
    },
  };
}

/** Places nuclei wholly inside the image. About a third touch a neighbour: daughters of one division, or a crowd. */
function scatter(count: number, random: Random): Nucleus[] {
  const placed: Nucleus[] = [];
  while (placed.length < count) {
    const neighbour = random.unit() < 0.35 ? placed[Math.floor(random.unit() * placed.length)] : undefined;
    const nucleus = neighbour === undefined ? loose(random) : touching(neighbour, random);
    const margin = nucleus.a + 4;
    const inside = [nucleus.x, nucleus.y].every((at) => at >= margin && at <= SITE_SIZE - margin);
    const free = placed.every((other) => other === neighbour || gap(other, nucleus) >= 3);
    if (inside && free) placed.push(nucleus);
  }
  return placed;
}

function loose(random: Random): Nucleus {
  return { x: random.between(0, SITE_SIZE), y: random.between(0, SITE_SIZE), ...shape(random) };
}

/** A nucleus whose edge is on the neighbour's: up to 1 pixel apart or into each other. */
function touching(neighbour: Nucleus, random: Random): Nucleus {
  const direction = random.between(0, 2 * Math.PI);
  const form = shape(random);
  const distance = reach(neighbour, direction) + reach(form, direction) + random.between(-1, 1);
  return { x: neighbour.x + distance * Math.cos(direction), y: neighbour.y + distance * Math.sin(direction), ...form };
}

function shape(random: Random): Omit<Nucleus, "x" | "y"> {
  const a = random.between(9.5, 13);
  return {
    a,
    b: a * random.between(0.78, 1),
    angle: random.between(0, Math.PI),
    brightness: random.between(450, 1300),
  };
}

/** Specks far smaller than a nucleus, as every real slide has them: the analysis has to leave them out. */
function debris(random: Random): Nucleus[] {
  return Array.from({ length: 12 }, () => ({
    x: random.between(10, SITE_SIZE - 10),
    y: random.between(10, SITE_SIZE - 10),
    a: random.between(1.2, 2),
    b: random.between(1.2, 2),
    angle: 0,
    brightness: random.between(300, 900),
  }));
}

/** From the centre of an ellipse to its edge in a direction, pixels. */
function reach({ a, b, angle }: Omit<Nucleus, "x" | "y">, direction: number): number {
  const along = Math.cos(direction - angle) / a;
  const across = Math.sin(direction - angle) / b;
  return 1 / Math.sqrt(along * along + across * across);
}

/** Pixels between the edges of two nuclei on the line between their centres; negative: they overlap. */
function gap(one: Nucleus, other: Nucleus): number {
  const direction = Math.atan2(other.y - one.y, other.x - one.x);
  const distance = Math.hypot(other.x - one.x, other.y - one.y);
  return distance - reach(one, direction) - reach(other, direction);
}

interface Optics {
  /** Grey values of the uneven background at its brightest. */
  readonly haze: number;
  /** Width of an edge as a share of the radius. */
  readonly softness: number;
  /** Size of what is stained in this channel, relative to the nucleus. */
  readonly grow: number;
}

/** Light of the nuclei, a lamp that stands askew, the lens's dark corners, and the camera's noise. */
function photograph(nuclei: readonly Nucleus[], optics: Optics, random: Random): GreyImage {
  const light = new Float64Array(SITE_SIZE * SITE_SIZE);
  for (const nucleus of nuclei) shine(light, nucleus, optics);
  const lampX = random.between(0.1, 0.9) * SITE_SIZE;
  const lampY = random.between(0.1, 0.9) * SITE_SIZE;
  const pixels = new Uint16Array(SITE_SIZE * SITE_SIZE);
  for (let y = 0; y < SITE_SIZE; y++) {
    for (let x = 0; x < SITE_SIZE; x++) {
      const lamp = 1 - 0.8 * (Math.hypot(x - lampX, y - lampY) / (SITE_SIZE * 1.2));
      const corner = 1 - 0.35 * (((x / SITE_SIZE - 0.5) ** 2 + (y / SITE_SIZE - 0.5) ** 2) / 0.5);
      const photons = (light[y * SITE_SIZE + x] ?? 0) * corner + optics.haze * lamp;
      const shotAndReadNoise = Math.sqrt(Math.max(photons, 0) * 1.5 + 64) * random.normal();
      pixels[y * SITE_SIZE + x] = Math.min(65535, Math.max(0, Math.round(100 + photons + shotAndReadNoise)));
    }
  }
  return { width: SITE_SIZE, height: SITE_SIZE, pixels };
}

/** Adds one body with soft edges and a slightly mottled inside; where two meet, the brighter one counts. */
function shine(light: Float64Array, nucleus: Nucleus, { softness, grow }: Optics): void {
  const a = nucleus.a * grow;
  const b = nucleus.b * grow;
  const far = Math.ceil(Math.max(a, b) * (1 + 4 * softness)) + 2;
  const [cos, sin] = [Math.cos(nucleus.angle), Math.sin(nucleus.angle)];
  for (let y = Math.max(0, Math.floor(nucleus.y - far)); y <= Math.min(SITE_SIZE - 1, nucleus.y + far); y++) {
    for (let x = Math.max(0, Math.floor(nucleus.x - far)); x <= Math.min(SITE_SIZE - 1, nucleus.x + far); x++) {
      const along = ((x - nucleus.x) * cos + (y - nucleus.y) * sin) / a;
      const across = ((y - nucleus.y) * cos - (x - nucleus.x) * sin) / b;
      const edge = 1 / (1 + Math.exp((Math.sqrt(along * along + across * across) - 1) / (softness / 2)));
      const mottle = 1 + 0.12 * Math.sin(0.9 * x + nucleus.x) * Math.sin(0.8 * y + nucleus.y);
      const at = y * SITE_SIZE + x;
      light[at] = Math.max(light[at] ?? 0, nucleus.brightness * edge * mottle);
    }
  }
}

/** Numbers from a seed: the same on every computer and in every version of Node, so that the truth stays the truth. */
class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** In [0, 1); mulberry32. */
  unit(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.unit();
  }

  /** Normal with mean 0 and standard deviation 1: twelve uniform numbers, which needs no function that differs by platform. */
  normal(): number {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += this.unit();
    return sum;
  }
}
