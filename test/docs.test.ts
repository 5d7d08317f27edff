import { type Command, CommanderError } from "commander";
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { globSync } from "tinyglobby";
import { commandLine, main } from "../cli/main";
import { commandAfterDashes } from "../cli/shared/options";
import { scripts } from "../package.json";
import { FakeIo } from "./helpers/cli-io";
import { shellCommands } from "./helpers/shell-words";
import { restoreEnvironment } from "./helpers/restore-environment";

const ROOT = join(__dirname, "..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");
const find = (...patterns: string[]): readonly string[] => globSync(patterns, { cwd: ROOT }).sort();

/** A path as readers would look for it: from the root of the repository; a folder, a file or a glob of files. */
const GLOBBING = { cwd: ROOT, expandDirectories: true, dot: true, ignore: ["**/node_modules/**"] };
const FOLDERS = "bench|cli|components|docker|docs|examples|policy|scripts|test|worker";
const PATH = new RegExp(`(?<![\\w./:-])(?:${FOLDERS})/[\\w.*{},/-]*`, "g");
/** A file of code without its folder is one of the root. */
const CODE_FILE = /^[\w.-]+\.(?:ts|mjs|cjs|cts)$/;

/** The paths of this repository that inline code and blocks of code name. */
function repositoryPaths(text: string): readonly string[] {
  const code = [...text.matchAll(/^```[^\n]*\n(.*?)^```|`([^`\n]+)`/gms)].map(([, block, inline]) => block ?? inline!);
  return code.flatMap((piece) => (CODE_FILE.test(piece) ? [piece] : [...piece.matchAll(PATH)].map(([path]) => path)));
}

describe("the commands in README and docs", () => {
  const pages = find("*.md", "docs/**/*.md", "docker/**/*.md");
  const texts = [
    ...pages,
    ...find(
      "*.yaml",
      "index.ts",
      "docker/Dockerfile",
      "{components,policy,worker,cli,scripts,examples}/**/*.{ts,sh,yaml}",
    ),
  ];

  it("names commands of dfiji that exist", async () => {
    const io = new FakeIo("/nowhere");
    await main(["--help"], io);
    const commands = new Set([...io.out.join("\n").matchAll(/^ {2}([a-z][a-z-]*)\b/gm)].map(([, name]) => name));
    assert.ok(commands.has("submit"));
    assert.deepEqual(
      named(/(?:`|npx |\$ )dfiji ([a-z][a-z-]*)/g, (name) => commands.has(name)),
      [],
    );
  });

  it("names scripts of package.json that exist", () => {
    assert.deepEqual(
      named(/npm run (?:-s )?([a-z][\w:-]*)/g, (name) => Object.hasOwn(scripts, name)),
      [],
    );
  });

  it("names files and folders of this repository that exist", () => {
    const named = new Map(
      pages
        .filter((page) => page !== "CHANGELOG.md") // its entries are of their time
        .map((page) => [page, [...new Set(repositoryPaths(read(page)))]]),
    );
    assert.ok(named.get("docs/architecture.md")!.length > 30, "it finds paths at all");
    const missing = [...named].flatMap(([page, paths]) =>
      paths.filter((path) => globSync(path, GLOBBING).length === 0).map((path) => `${page}: ${path}`),
    );
    assert.deepEqual(missing, []);
  });

  it("links to files that exist", () => {
    const dead = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    assert.deepEqual(dead, []);
  });

  /** `file: name` for every name that the pattern finds and that does not exist. */
  function named(pattern: RegExp, exists: (name: string) => boolean): readonly string[] {
    return texts.flatMap((file) =>
      [...read(file).matchAll(pattern)]
        .map(([, name]) => name!)
        .filter((name) => !exists(name))
        .map((name) => `${file}: ${name}`),
    );
  }
});

describe("the command lines of README, docs and helps", () => {
  let saved: NodeJS.ProcessEnv;
  beforeEach(() => (saved = { ...process.env }));
  afterEach(() => restoreEnvironment(saved)); // --profile and --region set variables

  /** Each command of `dfiji` in a text of shell, after `npx` and variables. */
  const dfijiCalls = (shell: string): readonly (readonly string[])[] =>
    shellCommands(shell.replace(/^ *\$ /gm, "")).flatMap((words) => {
      const at = words.findIndex((word) => !/^(?:npx|[A-Z_]+=.*)$/.test(word));
      return words[at] === "dfiji" ? [words.slice(at + 1)] : [];
    });

  /** What the command line says against the arguments; undefined: it takes them. Nothing runs. */
  async function refusal(args: readonly string[]): Promise<string | undefined> {
    const io = new FakeIo("/nowhere");
    const program = await commandLine(args, io, () => undefined);
    const quiet = (command: Command): void => {
      command.hook("preAction", () => {
        throw new Taken();
      });
      command.commands.forEach(quiet);
    };
    quiet(program);
    try {
      await program.parseAsync([...commandAfterDashes(args)], { from: "user" });
      return undefined;
    } catch (error) {
      if (error instanceof Taken || (error instanceof CommanderError && error.exitCode === 0)) return undefined;
      return io.err[0] ?? String(error);
    }
  }
  class Taken extends Error {}
  /** A digest or list of which the page shows the ends. */
  const isShortened = (problem: string): boolean => problem.includes("…");
  const FENCE = /^( *)```([^\n]*)\n(.*?)^\1```$/gms;

  async function refused(calls: readonly (readonly string[])[], isExpected = (_: string) => false) {
    const problems: string[] = [];
    for (const call of calls) {
      const problem = await refusal(call);
      if (problem !== undefined && !isExpected(problem)) problems.push(`dfiji ${call.join(" ")}: ${problem}`);
    }
    return problems;
  }

  const pages = find("README.md", "CONTRIBUTING.md", "docs/*.md", "examples/**/*.{md,yaml}", "docker/**/*.md");

  it("are all taken, as they stand in blocks of code", async () => {
    const blocks = pages.flatMap((page) => {
      const text = read(page);
      const fenced = [...text.matchAll(FENCE)].filter(([, , language]) =>
        ["", "bash", "console", "sh"].includes(language!),
      );
      const indented = text.replace(FENCE, "").matchAll(/^ {4,}(?:npx )?dfiji .*\n(?: {8}.*\n)*/gm);
      return [...fenced.map(([, , , code]) => code!), ...[...indented].map(([code]) => code)];
    });
    const calls = blocks.flatMap(dfijiCalls);
    assert.ok(calls.length > 50, String(calls.length));
    assert.deepEqual(await refused(calls, isShortened), []);
  });

  it("are all taken, as they stand in helps", async () => {
    const io = new FakeIo("/nowhere");
    const calls: (readonly string[])[] = [];
    const program = await commandLine(["jobs"], io, () => undefined);
    for (const command of [...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
      command.configureOutput({
        writeOut: (text) => calls.push(...(text.match(/^ *\$ (?:.*\\\n)*.*/gm) ?? []).flatMap(dfijiCalls)),
      });
      command.outputHelp();
    }
    assert.ok(calls.length > 60, String(calls.length));
    assert.deepEqual(await refused(calls, isShortened), []);
  });

  it("have commands and options that exist, also in the midst of a sentence", async () => {
    const calls = pages.flatMap((page) =>
      [...read(page).matchAll(/`((?:npx )?dfiji [^`\n]+)`/g)].flatMap(([, code = ""]) => dfijiCalls(code)),
    );
    assert.ok(calls.length > 60, String(calls.length));
    const isCutShort = (problem: string): boolean =>
      /missing required argument|required option|argument missing|…/.test(problem);
    assert.deepEqual(await refused(calls, isCutShort), []);
  });
});

describe("the docs", () => {
  const pages = find("docs/*.md");

  it("begin with what one can do after the page", () => {
    const silent = pages.filter((page) => !/^# .+\n\n(?:<!--.*-->\n\n)?After this page you can /.test(read(page)));
    assert.deepEqual(silent, []);
  });

  it("are each named once in the README's order of reading", () => {
    const order = read("README.md").split("## Docs, in order of reading")[1] ?? "";
    const named = [...order.matchAll(/^\|[^|]*\| \[(docs\/[\w-]+\.md)\]/gm)].map(([, page]) => page);
    assert.deepEqual(named.toSorted(), [...pages]);
  });
});
