import { CHANGES, type KeyMeta } from "./keys";
import { CONFIG_REFERENCE, type KeyReference } from "./reference";

/** Pulumi.yaml and docs/configuration.md, written from the config's schema. A test fails when they are stale. */

const GROUPS = {
  data: "Data",
  workload: "Workload",
  sizing: "Sizing",
  money: "Money",
  jobs: "Jobs",
  life: "Life of machines",
  image: "Image",
  network: "Network",
  logs: "Logs",
} as const satisfies Record<KeyMeta["group"], string>;

/** Everything of the project file. Its head and the schema of the keys. */
export function projectFile(): string {
  return [
    "# Made by `npm run docs:config` from components/config/keys; change that, not this.",
    "name: distributed-fiji",
    "description: Run Fiji (ImageJ) over more images than one computer can take; one stack is one experiment",
    "runtime:",
    "  name: nodejs",
    "  options:",
    "    typescript: true",
    "main: index.ts",
    "config:",
    ...CONFIG_REFERENCE.flatMap(projectKey),
    "",
  ].join("\n");
}

/**
 * Each key with a default and without a type: Pulumi itself would tell of missing keys alone, then of the first wrong type
 * alone, and only then would the program, which tells of all problems, begin. Empty means not set.
 */
function projectKey({ name, type, default: value, description }: KeyReference): readonly string[] {
  const isOneText = type !== "array" && type !== "object" && value !== undefined;
  return [
    `  ${name}:`,
    `    description: ${JSON.stringify(description)}`,
    `    default: ${JSON.stringify(isOneText ? value : "")}`,
  ];
}

/** The reference for people. */
export function configurationPage(): string {
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => [
    `## ${title}`,
    "",
    "| key | default | allowed | meaning | a change |",
    "|---|---|---|---|---|",
    ...CONFIG_REFERENCE.filter((reference) => reference.group === group).map(row),
    "",
  ]);
  return [
    "# Configuration",
    "",
    "<!-- Made by `npm run docs:config` from components/config/keys; change that, not this. -->",
    "",
    "After this page you can set every key of a stack, and know what an update of it changes.",
    "",
    "One stack is one experiment, and its config stands in `Pulumi.<stack>.yaml`, namespace `distributed-fiji:`. Set a key with",
    "`pulumi config set distributed-fiji:machines 4`, one element of a list with",
    "`pulumi config set --path 'distributed-fiji:instanceTypes[0]' m5.xlarge`. The config is checked as a whole before anything is",
    "made; all problems are reported together, missing keys too, each with the command that fixes it. `Pulumi.dev.yaml` is a complete example.",
    "",
    "The last column says what `pulumi up` does to a running experiment when the key changes.",
    "",
    ...groups,
  ].join("\n");
}

function row({ name, required, default: value, allowed, description, change, unless, example }: KeyReference): string {
  const shown = required ? "required" : value === undefined ? "none" : `\`${JSON.stringify(value)}\``;
  const changes = `${CHANGES[change]}${unless === undefined ? "" : ` (${unless})`}`;
  const cells = [`\`${name}\``, shown, allowed, `${description} E.g. \`${example}\`.`, changes];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
