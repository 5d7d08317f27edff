// The TypeScript files of the repository in memory, with what moving them needs: who imports what, and edits that follow.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import * as prettier from "prettier";
import * as ts from "typescript";

/** Files whose text may name other files; the rest (images, archives, locks) is moved as it is. */
const TEXT =
  /\.(?:ts|mjs|cjs|js|json|md|ya?ml|sh|groovy|ijm|java|xml|txt)$|(?:^|\/)(?:Dockerfile|run|\.[a-z]+ignore|\.[a-z]+rc\.json)$/;
/** These speak of the past, or are made by other tools. */
const UNTOUCHED = /^(?:CHANGELOG\.md|package-lock\.json|policy\/instance-types\.json|scripts\/layout\/)/;

export interface Specifier {
  readonly start: number;
  readonly end: number;
  readonly target: string;
}

export class House {
  readonly #texts = new Map<string, string>();
  readonly #dirty = new Set<string>();
  readonly #gone = new Set<string>();
  /** Specifiers by the file's text. */
  readonly #known = new Map<string, readonly Specifier[]>();

  constructor(readonly root: string) {
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], { cwd: root });
    for (const path of listed.toString().split("\n")) {
      if (path === "" || !existsSync(join(root, path))) continue;
      this.#texts.set(path, TEXT.test(path) ? readFileSync(join(root, path), "utf8") : "");
    }
  }

  get paths(): readonly string[] {
    return [...this.#texts.keys()].sort();
  }

  get sources(): readonly string[] {
    return this.paths.filter((path) => path.endsWith(".ts") && !path.startsWith("scripts/layout/"));
  }

  /** Text files besides scripts of this folder and what speaks of the past. */
  get readable(): readonly string[] {
    return this.paths.filter((path) => TEXT.test(path) && !UNTOUCHED.test(path));
  }

  has(path: string): boolean {
    return this.#texts.has(path);
  }

  hasFolder(path: string): boolean {
    return path === "" || this.paths.some((one) => one.startsWith(`${path}/`));
  }

  text(path: string): string {
    const text = this.#texts.get(path);
    if (text === undefined) throw new Error(`there is no ${path}`);
    return text;
  }

  set(path: string, text: string): void {
    if (this.#texts.get(path) === text) return;
    this.#texts.set(path, text);
    this.#dirty.add(path);
    this.#gone.delete(path);
  }

  /** Moves a file that need not be text. */
  move(from: string, to: string, text = this.text(from)): void {
    if (!TEXT.test(from)) {
      mkdirSync(dirname(join(this.root, to)), { recursive: true });
      execFileSync("git", ["mv", from, to], { cwd: this.root });
      this.#texts.delete(from);
      this.#texts.set(to, "");
      return;
    }
    this.remove(from);
    this.set(to, text);
  }

  remove(path: string): void {
    this.#texts.delete(path);
    this.#dirty.delete(path);
    this.#gone.add(path);
  }

  /** File that a relative specifier means. */
  resolve(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith(".")) return undefined;
    const path = posix.normalize(posix.join(posix.dirname(from), specifier)).replace(/\/$/, "");
    return [path, `${path}.ts`, `${path}/index.ts`, `${path}.d.ts`].find((one) => this.has(one));
  }

  parse(path: string, text = this.text(path)): ts.SourceFile {
    return ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  }

  /** Every module that a file names: import, export, `import("…")` and `require("…")`. Positions are those of the quoted text. */
  specifiers(path: string, text = this.text(path)): readonly Specifier[] {
    return this.#named(path, text).flatMap(({ start, end, target: written }) => {
      const target = this.resolve(path, written);
      return target === undefined ? [] : [{ start, end, target }];
    });
  }

  /** The same as it is written. */
  #named(path: string, text: string): readonly Specifier[] {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const found: Specifier[] = [];
    const add = (node: ts.Node | undefined): void => {
      if (node === undefined || !ts.isStringLiteralLike(node) || !node.text.startsWith(".")) return;
      found.push({ start: node.getStart() + 1, end: node.end - 1, target: node.text });
    };
    const visit = (node: ts.Node): void => {
      if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
      else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
      else if (ts.isCallExpression(node)) {
        const called = node.expression;
        const isRequire = ts.isIdentifier(called) && called.text === "require";
        if (isRequire || called.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
      }
      ts.forEachChild(node, visit);
    };
    visit(this.parse(path, text));
    this.#known.set(text, found);
    return found;
  }

  /** Writes what changed, formatted. */
  async write(): Promise<void> {
    for (const path of this.#gone) rmSync(join(this.root, path), { force: true });
    for (const path of this.#dirty) {
      const file = join(this.root, path);
      let text = this.text(path);
      if (/\.(?:ts|mjs|cjs|md|json|ya?ml)$/.test(path)) {
        const { ignored, inferredParser } = await prettier.getFileInfo(file, {
          ignorePath: join(this.root, ".prettierignore"),
        });
        const options = await prettier.resolveConfig(file, { editorconfig: true });
        if (!ignored && inferredParser !== null) text = await prettier.format(text, { ...options, filepath: file });
        this.#texts.set(path, text);
      }
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    this.#gone.clear();
    this.#dirty.clear();
  }
}

/** `from` as it names `to` in an import. */
export function relativeSpecifier(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to);
  const bare = path
    .replace(/\.d\.ts$|\.ts$/, "")
    .replace(/(^|\/)index$/, (_, slash: string) => (slash === "" ? "." : ""));
  return bare.startsWith(".") ? bare : `./${bare}`;
}

/** The text with the pieces replaced; pieces do not overlap. */
export function splice(text: string, pieces: readonly { start: number; end: number; text: string }[]): string {
  return [...pieces]
    .sort((a, b) => b.start - a.start)
    .reduce((whole, { start, end, text: piece }) => whole.slice(0, start) + piece + whole.slice(end), text);
}
