import { isObject, listOf } from "./json";
import { ifKnown } from "./unknowns";

/** A resource that may be left alone. */
export interface Candidate {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
}

/**
 * Why a resource is exempt: the reason of the first exemption that fits it, undefined when none does. All that an
 * exemption names must fit; `*` stands for any text.
 * @throws Error that shows the object to write, for an exemption that is a text, names nothing or gives no reason
 */
export function exemptionOf(resource: Candidate, exempt: unknown): string | undefined {
  // every one is read, also behind one that fits: a mistake shows at the first resource
  return listOf(exempt)
    .map((entry, index) => readExemption(entry, index))
    .find((exemption) => fits(exemption, resource))?.reason;
}

interface Exemption {
  readonly reason: string;
  readonly patterns: readonly (readonly [(typeof PATTERNS)[number], string])[];
}
const PATTERNS = ["urn", "type", "name", "tag"] as const;

function readExemption(entry: unknown, index: number): Exemption {
  const refuse = (problem: string, example: object): never => {
    throw new Error(`exempt[${index}] ${problem}; write ${JSON.stringify(example)}`);
  };
  if (!isObject(entry)) return refuse(`is ${JSON.stringify(entry)}`, { urn: entry, reason: WHY });
  const unknown = Object.keys(entry).filter((key) => key !== "reason" && !isPattern(key));
  const patterns = PATTERNS.flatMap((key) => {
    const pattern = entry[key];
    return typeof pattern === "string" ? [[key, pattern] as const] : [];
  });
  if (unknown.length > 0) refuse(`has ${unknown.join(", ")}`, { name: "legacy-*", reason: WHY });
  if (patterns.length === 0) refuse("names no urn, type, name or tag", { name: "legacy-*", reason: WHY });
  const { reason } = entry;
  if (typeof reason !== "string" || reason.trim() === "") return refuse("gives no reason", { ...entry, reason: WHY });
  return { reason, patterns };
}

const WHY = "why it may stay so";

function isPattern(key: string): key is (typeof PATTERNS)[number] {
  return (PATTERNS as readonly string[]).includes(key);
}

function fits({ patterns }: Exemption, { urn, type, name, props }: Candidate): boolean {
  const texts = { urn: [urn], type: [type], name: [name], tag: tagTexts(props) };
  return patterns.every(([key, pattern]) => texts[key].some((text) => matcher(pattern).test(text)));
}

/** `key` and `key=value` of every tag that is shown. */
function tagTexts(props: Readonly<Record<string, unknown>>): readonly string[] {
  const tags = ifKnown(() => props["tags"], undefined);
  if (!isObject(tags)) return [];
  return Object.keys(tags).flatMap((key) => [key, `${key}=${ifKnown(() => String(tags[key]), "")}`]);
}

function matcher(pattern: string): RegExp {
  const escaped = pattern.split("*").map((text) => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`, "s");
}
