import { z } from "zod";
import { type ConfigKey, configSchema, type KeyMeta } from "./keys";

/** The part of JSON Schema that zod writes for our keys. */
interface JsonKey extends KeyMeta {
  readonly type: "string" | "integer" | "number" | "boolean" | "array" | "object";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly default?: unknown;
}

/** One key of the config as people and parsers need to know it. */
export interface KeyReference extends KeyMeta {
  readonly name: ConfigKey;
  readonly type: JsonKey["type"];
  readonly required: boolean;
  /** undefined: none. */
  readonly default: unknown;
  /** What is allowed, in words. */
  readonly allowed: string;
}

/** Every key in the order of the docs. */
export const CONFIG_REFERENCE: readonly KeyReference[] = readReference();

const byName = new Map(CONFIG_REFERENCE.map((reference) => [reference.name as string, reference]));

export function keyReference(name: string): KeyReference | undefined {
  return byName.get(name);
}

function readReference(): readonly KeyReference[] {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" });
  const required = new Set(schema.required);
  return Object.entries(schema.properties as unknown as Record<ConfigKey, JsonKey>).map(([name, json]) => ({
    name: name as ConfigKey,
    type: json.type,
    group: json.group,
    description: json.description,
    change: json.change,
    example: json.example,
    ...(json.unless === undefined ? {} : { unless: json.unless }),
    required: required.has(name),
    default: json.default,
    allowed: json.allowed ?? allowedByRange(json),
  }));
}

/** The words come from the schema's own numbers, so text and check cannot disagree. */
function allowedByRange({ type, minimum, maximum, enum: choices }: JsonKey): string {
  if (choices !== undefined) return `one of ${choices.join(", ")}`;
  if (type === "boolean") return "true or false";
  return `a ${type === "integer" ? "whole " : ""}number from ${minimum} to ${maximum}`;
}
