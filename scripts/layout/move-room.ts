// Moves the files of one room, joins those that become one, and follows them in imports, paths and texts.
import { posix } from "node:path";
import * as ts from "typescript";
import { type House, relativeSpecifier, splice } from "./house";
import { isExported, type ModuleText, readModule, type Statement, withExport, writeModule } from "./module-text";
import { type Room } from "./rooms";

export function moveRoom(house: House, room: Room): void {
  const moves = new Map<string, string>();
  const joins: { readonly to: string; readonly parts: readonly string[] }[] = [];
  for (const [name, old] of Object.entries(room.files)) {
    const to = posix.join(room.folder, name);
    const parts = (typeof old === "string" ? [old] : old).filter((path) => house.has(path));
    const isDone = parts.length === 0 || (parts.length === 1 && parts[0] === to);
    if (isDone) continue;
    for (const part of parts) moves.set(part, to);
    if (parts.length > 1) joins.push({ to, parts });
  }
  for (const [from, to] of Object.entries(room.folders ?? {})) {
    for (const path of house.paths) if (path.startsWith(`${from}/`)) moves.set(path, to + path.slice(from.length));
  }
  for (const [from, to] of testMoves(house, room, moves)) moves.set(from, to);
  if (moves.size === 0) return;
  const folders = { ...room.folders, ...emptied(house, moves) };
  follow(house, moves, folders);
  const joined = new Set(joins.flatMap(({ parts }) => parts));
  const texts = new Map(joins.map(({ to, parts }) => [to, parts.map((part) => house.text(part))]));
  for (const part of joined) house.remove(part);
  for (const { to } of joins) house.set(to, ""); // so that imports of it are found
  for (const [from, to] of moves) if (!joined.has(from) && from !== to) house.move(from, to);
  for (const [to, parts] of texts) join(house, to, parts);
  for (const path of house.sources) tidyImports(house, path);
  for (const { file, from, to } of room.texts ?? []) replaceText(house, file, from, to);
}

/** Replaces a text where it stands; where neither it nor its replacement stands, somebody has to look. */
export function replaceText(house: House, file: string, from: string, to: string): void {
  const text = house.has(file) ? house.text(file) : "";
  if (text.includes(from))
    house.set(
      file,
      text.replace(from, () => to),
    );
  else if (!text.includes(to)) console.warn(`NOT FOUND in ${file}: ${from}`);
}

/** test/X/a.test.ts and test/X/a.int.test.ts follow X/a.ts; where two would become one, the second keeps its name. */
function testMoves(
  house: House,
  { tests = {} }: Room,
  moves: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [from, to] of Object.entries(tests)) if (house.has(from)) found.set(from, to);
  for (const [from, to] of moves) {
    if (!from.endsWith(".ts")) continue;
    for (const end of [".test.ts", ".int.test.ts"]) {
      const test = `test/${from.replace(/\.ts$/, end)}`;
      if (!house.has(test) || test in tests) continue;
      const wanted = `test/${to.replace(/\.ts$/, end)}`;
      const isTaken =
        [...found.values()].includes(wanted) || (house.has(wanted) && wanted !== test && !moves.has(wanted));
      const own = posix.join(posix.dirname(wanted), posix.basename(test));
      found.set(test, isTaken ? own : wanted);
    }
  }
  return new Map([...found].filter(([from, to]) => from !== to));
}

/** Folders all of whose files go to one other folder: texts that name the folder follow. */
function emptied(house: House, moves: ReadonlyMap<string, string>): Record<string, string> {
  const targets = new Map<string, Set<string>>();
  for (const path of house.paths) {
    const folder = posix.dirname(path);
    if (!targets.has(folder)) targets.set(folder, new Set());
    targets.get(folder)?.add(posix.dirname(moves.get(path) ?? path));
  }
  const found: Record<string, string> = {};
  for (const [folder, to] of targets) {
    const [only] = to;
    if (to.size === 1 && only !== undefined && only !== folder && folder.includes("/")) found[folder] = only;
  }
  return found;
}

/** Imports, `join(__dirname, …)` and mentions of old paths, in every file, as if all had moved already. */
function follow(house: House, moves: ReadonlyMap<string, string>, folders: Readonly<Record<string, string>>): void {
  const newPath = (path: string): string => {
    const moved = moves.get(path) ?? moves.get(`${path}.ts`)?.replace(/\.ts$/, "");
    if (moved !== undefined) return moved;
    const folder = Object.keys(folders).find((one) => path === one || path.startsWith(`${one}/`));
    return folder === undefined ? path : (folders[folder] as string) + path.slice(folder.length);
  };
  const sources = new Set(house.sources);
  for (const path of house.readable) {
    let text = house.text(path);
    if (sources.has(path)) {
      const from = moves.get(path) ?? path;
      const pieces = house.specifiers(path).map(({ start, end, target }) => {
        const wanted = relativeSpecifier(from, newPath(target));
        const isSame = newPath(target) === target && from === path;
        return { start, end, text: isSame ? text.slice(start, end) : keepExtension(wanted, target, newPath(target)) };
      });
      text = splice(text, pieces);
      text = splice(text, directoryPaths(house, path, from, text, newPath));
    }
    for (const [old, to] of [...moves, ...Object.entries(folders)]) {
      if (old === to || !text.includes(old.replace(/\.ts$/, ""))) continue;
      const isFile = /\.[a-z]+$/.test(old);
      const bare = old.replace(/\.ts$/, "");
      text = text.replace(mention(old, !isFile), to);
      if (isFile && old.endsWith(".ts")) {
        text = text.replace(
          new RegExp(`(["'\`])${escape(bare)}\\1`, "g"),
          (_, quote: string) => quote + to.replace(/\.ts$/, "") + quote,
        );
      }
    }
    house.set(path, text);
  }
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** A path from the root: not part of a longer one. */
const mention = (path: string, isFolder: boolean): RegExp =>
  new RegExp(`(?<![\\w./-]|test/)${escape(path)}${isFolder ? "(?=/)" : "(?![\\w/-])"}`, "g");

const keepExtension = (specifier: string, target: string, moved: string): string =>
  target.endsWith(".ts") ? specifier : specifier.includes(posix.basename(moved)) ? specifier : `${specifier}`;

/** `join(__dirname, "..", "x")` and the like, where the file or what it names has moved. */
function directoryPaths(house: House, old: string, from: string, text: string, newPath: (path: string) => string) {
  const pieces: { start: number; end: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.arguments[0]?.getText() === "__dirname") {
      const args = node.arguments.slice(1);
      const literals: ts.StringLiteralLike[] = [];
      for (const arg of args) {
        if (!ts.isStringLiteralLike(arg)) break;
        literals.push(arg);
      }
      const next = args[literals.length];
      const head = literals.length === 0 && next !== undefined && ts.isTemplateExpression(next) ? next.head : undefined;
      const written = literals.map(({ text: part }) => part).join("/");
      if (head !== undefined && head.text.includes("/")) {
        const folder = head.text.slice(0, head.text.lastIndexOf("/"));
        const moved = movedPath(house, old, from, folder, newPath);
        if (moved !== undefined) {
          pieces.push({ start: head.getStart() + 1, end: head.getStart() + 1 + folder.length, text: moved });
        }
      } else if (literals.length > 0) {
        const moved = movedPath(house, old, from, written, newPath);
        const [first] = literals;
        const last = literals.at(-1);
        if (moved !== undefined && first !== undefined && last !== undefined) {
          const words = literals.length === 1 ? [moved] : moved.split("/");
          pieces.push({
            start: first.getStart(),
            end: last.end,
            text: words.map((word) => JSON.stringify(word)).join(", "),
          });
        }
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(house.parse(old, text));
  return pieces;
}

function movedPath(house: House, old: string, from: string, written: string, newPath: (path: string) => string) {
  const target = posix
    .normalize(posix.join(posix.dirname(old), written))
    .replace(/\/$/, "")
    .replace(/^\.$/, "");
  const isOurs = house.has(target) || house.has(`${target}.ts`) || house.hasFolder(target);
  const isKnown = isOurs || target.startsWith("..") || /^(?:dist|node_modules)(?:\/|$)/.test(target);
  if (!isKnown) return undefined;
  const wanted = posix.relative(posix.dirname(from), isOurs ? newPath(target) : target) || ".";
  return wanted === posix.normalize(written).replace(/\/$/, "") ? undefined : wanted;
}

/** Several modules as one: imports joined, those between them gone, and no name exported that only they read. */
function join(house: House, to: string, texts: readonly string[]): void {
  const modules = texts.map((text) => readModule(text));
  const own = `./${posix.basename(to, ".ts")}`;
  const between = new Set(
    modules.flatMap(({ imports }) =>
      imports
        .filter(({ specifier }) => specifier === own)
        .flatMap(({ names }) => {
          const alias = names.find(({ name, local }) => name !== local);
          if (alias !== undefined) throw new Error(`${to}: ${alias.name} is called ${alias.local} in another part`);
          return names.map(({ name }) => name);
        }),
    ),
  );
  const declared = modules.flatMap(({ statements }) => [...new Set(statements.flatMap(({ names }) => names))]);
  const twice = declared.filter((name, index) => declared.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`${to}: two parts declare ${twice.join(", ")}`);
  const outside = namesReadFrom(house, to);
  const isPrivate = ({ names }: Statement): boolean =>
    names.length > 0 && names.every((name) => between.has(name) && !outside.has(name));
  const whole: ModuleText = {
    head: modules.map(({ head }) => head).join(""),
    imports: modules.flatMap(({ imports }) => imports.filter(({ specifier }) => specifier !== own)),
    statements: modules.flatMap(({ statements }) =>
      statements.map((one, index) => {
        const kept = isPrivate(one) && isExported(one) ? withExport(one, false) : one;
        return index === 0 ? { ...kept, text: `\n${kept.text.trimStart()}` } : kept;
      }),
    ),
  };
  house.set(to, writeModule(whole));
}

/** Names that other files take from a module; `*` stands for what cannot be told. */
export function namesReadFrom(house: House, module: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of house.sources) {
    if (path === module) continue;
    const text = house.text(path);
    for (const { start, target } of house.specifiers(path)) {
      if (target !== module && target !== module.replace(/\.ts$/, "")) continue;
      const statement = text.slice(Math.max(0, text.lastIndexOf(";", start)), start);
      for (const [word] of statement.matchAll(/[\w$]+/g)) found.add(word);
      for (const [word] of text.slice(start, start + 200).matchAll(/[\w$]+/g)) found.add(word);
    }
    for (const [, words = ""] of text.matchAll(/const \{([^}]*)\} = (?:await )?(?:require|import)\(/g)) {
      for (const [word] of words.matchAll(/[\w$]+/g)) found.add(word);
    }
  }
  return found;
}

/** One import for each module where two have become one. */
export function tidyImports(house: House, path: string): void {
  const text = house.text(path);
  const source = house.parse(path);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const names = imports.map((one) => (one.moduleSpecifier as ts.StringLiteral).text);
  if (new Set(names).size === names.length) return;
  const stars = imports.filter(
    ({ importClause }) => importClause?.namedBindings !== undefined && ts.isNamespaceImport(importClause.namedBindings),
  );
  if (
    new Set(names).size ===
      names.length -
        stars.length +
        new Set(stars.map((one) => one.moduleSpecifier.getText())).size -
        (stars.length > 0 ? 1 : 0) &&
    stars.length > 0
  )
    return;
  house.set(path, writeModule(readModule(text)));
}
