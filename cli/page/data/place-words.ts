import { relative } from "node:path";
import { type Place } from "../../bookkeeping/result-location";
import { type PlaceOptions } from "../../shared/options";
import { quoted } from "../../shared/quoted";

/**
 * The options that name the same results again, for commands that a person copies: `--output results`,
 * `--stack dev`, `--bucket b --output-prefix results/`.
 */
export function placeWords(options: PlaceOptions, { outputDir, deployment }: Place, cwd: string): string {
  if (outputDir !== undefined) return `--output ${quoted(shorter(outputDir, cwd))}`;
  const words: string[] = [];
  const add = (name: string, value: string | undefined): void => {
    if (value !== undefined) words.push(`--${name} ${quoted(value)}`);
  };
  add("bucket", options.bucket);
  if (options.bucket === undefined) {
    add("deployment", options.deployment);
    if (options.deployment === undefined) add("stack", options.stack ?? deployment?.stack);
  }
  add("output-prefix", options.outputPrefix);
  add("queue", options.queue);
  add("dead-letter-queue", options.deadLetterQueue);
  add("profile", options.profile);
  add("region", options.region);
  add("endpoint", options.endpoint);
  return words.join(" ");
}

/** Relative to where the command was called, unless that goes up. */
function shorter(path: string, cwd: string): string {
  const near = relative(cwd, path);
  if (near === "") return ".";
  return near.startsWith("..") ? path : near.startsWith("-") ? `./${near}` : near;
}
