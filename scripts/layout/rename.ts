// Renames by TypeScript's language service: all of a group at once, from one state of the program.
import { join } from "node:path";
import * as ts from "typescript";
import { type House, splice } from "./house";

export type Rename =
  | {
      readonly file: string;
      /** Names of declarations, from the outside in: `["Line", "appetite"]`. */
      readonly path: readonly string[];
      readonly to: string;
    }
  | {
      readonly folders: readonly string[];
      /** Parameters and variables of this name … */
      readonly name: string;
      /** … whose type, or a part of it, is called so. */
      readonly type: string;
      readonly to: string;
    };

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly prefix: string;
  readonly suffix: string;
  readonly to: string;
}

export function renameAll(house: House, renames: readonly Rename[]): void {
  const service = serviceOf(house);
  const edits = new Map<string, Map<number, Edit[]>>();
  for (const rename of renames) {
    const nodes = declarationsOf(house, service, rename);
    for (const { file, node } of nodes) {
      for (const { fileName, textSpan, prefixText = "", suffixText = "" } of locationsOf(service, house, file, node)) {
        const path = fileName.slice(house.root.length + 1);
        if (!edits.has(path)) edits.set(path, new Map());
        const there = edits.get(path)?.get(textSpan.start) ?? [];
        const to = rename.to;
        const edit = {
          start: textSpan.start,
          end: textSpan.start + textSpan.length,
          prefix: prefixText,
          suffix: suffixText,
          to,
        };
        if (there.some((one) => one.to === to && one.prefix === prefixText && one.suffix === suffixText)) continue;
        edits.get(path)?.set(textSpan.start, [...there, edit]);
        // a local that was bound under the old name takes the new one as well
        const local = suffixText === "" ? undefined : bindingAt(service, fileName, textSpan.start);
        if (local !== undefined) nodes.push({ file: path, node: local });
      }
    }
  }
  for (const [path, byStart] of edits) {
    const text = house.text(path);
    house.set(
      path,
      splice(
        text,
        [...byStart.values()].map((all) => joined(path, text, all)),
      ),
    );
  }
}

/** The name in `{ name }` of a pattern. */
function bindingAt(service: ts.LanguageService, file: string, position: number): ts.Node | undefined {
  const source = service.getProgram()?.getSourceFile(file);
  const find = (node: ts.Node): ts.Node | undefined => {
    if (ts.isBindingElement(node) && node.name.getStart() === position) return node.name;
    return ts.forEachChild(node, find);
  };
  return source === undefined ? undefined : find(source);
}

/** What stands at one place: `{ a }` may get another key, another value, or both. */
function joined(path: string, text: string, edits: readonly Edit[]): { start: number; end: number; text: string } {
  const [first] = edits;
  if (first === undefined) throw new Error("no edit");
  const { start, end } = first;
  const key = edits.find(({ suffix }) => suffix !== "");
  const value = edits.find(({ prefix }) => prefix !== "");
  if (key !== undefined && value !== undefined) {
    const sign = value.prefix.includes(":") ? ": " : " as ";
    return { start, end, text: key.to === value.to ? key.to : `${key.to}${sign}${value.to}` };
  }
  if (edits.length > 1)
    throw new Error(`${path}: ${text.slice(start, end)} would become ${edits.map(({ to }) => to).join(" and ")}`);
  return { start, end, text: first.prefix + first.to + first.suffix };
}

function locationsOf(service: ts.LanguageService, house: House, file: string, node: ts.Node) {
  const found = service.findRenameLocations(join(house.root, file), node.getStart(), false, false, {
    providePrefixAndSuffixTextForRename: true,
  });
  if (found === undefined) throw new Error(`${file}: ${node.getText()} cannot be renamed`);
  return found;
}

function declarationsOf(house: House, service: ts.LanguageService, rename: Rename): { file: string; node: ts.Node }[] {
  const program = service.getProgram();
  const sourceOf = (file: string): ts.SourceFile | undefined => program?.getSourceFile(join(house.root, file));
  if ("path" in rename) {
    let scope: ts.Node | undefined = sourceOf(rename.file);
    let name: ts.Node | undefined;
    for (const part of rename.path) {
      const found: { scope: ts.Node; name: ts.Node } | undefined =
        scope === undefined ? undefined : declared(scope, part);
      scope = found?.scope;
      name = found?.name;
    }
    if (name !== undefined) return [{ file: rename.file, node: name }];
    if (!isDone(sourceOf(rename.file), rename)) console.warn(`NOT FOUND in ${rename.file}: ${rename.path.join(".")}`);
    return [];
  }
  const checker = program?.getTypeChecker();
  const found: { file: string; node: ts.Node }[] = [];
  const files = house.sources.filter((file) => rename.folders.some((folder) => file.startsWith(`${folder}/`)));
  for (const file of files) {
    const visit = (node: ts.Node): void => {
      if (
        (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) &&
        ts.isIdentifier(node.name) &&
        node.name.text === rename.name &&
        checker !== undefined &&
        isOfType(checker, checker.getTypeAtLocation(node.name), rename.type)
      )
        found.push({ file, node: node.name });
      ts.forEachChild(node, visit);
    };
    const source = sourceOf(file);
    if (source !== undefined) visit(source);
  }
  return found;
}

function isOfType(checker: ts.TypeChecker, type: ts.Type, name: string): boolean {
  if ([type.symbol?.name, type.aliasSymbol?.name].includes(name)) return true;
  if (type.isUnion() && type.types.some((one) => isOfType(checker, one, name))) return true;
  return (type.aliasTypeArguments ?? []).some((one) => isOfType(checker, one, name));
}

/** The outermost declaration of that name inside. */
function declared(scope: ts.Node, name: string): { scope: ts.Node; name: ts.Node } | undefined {
  for (let level = childrenOf(scope); level.length > 0; level = level.flatMap(childrenOf)) {
    for (const node of level) {
      if (ts.isConstructorDeclaration(node) && name === "constructor") return { scope: node, name: node };
      const own = (node as { readonly name?: ts.Node }).name;
      const isDeclaration =
        !ts.isPropertyAccessExpression(node) && !ts.isPropertyAssignment(node) && !ts.isImportSpecifier(node);
      if (
        isDeclaration &&
        own !== undefined &&
        (ts.isIdentifier(own) || ts.isPrivateIdentifier(own)) &&
        own.text === name
      ) {
        return { scope: node, name: own };
      }
    }
  }
  return undefined;
}

function childrenOf(node: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  ts.forEachChild(node, (child) => void found.push(child));
  return found;
}

/** On a second run the new name stands there. */
function isDone(source: ts.SourceFile | undefined, { to }: { readonly to: string }): boolean {
  return source !== undefined && declared(source, to) !== undefined;
}

function serviceOf(house: House): ts.LanguageService {
  const config = ts.readConfigFile(join(house.root, "tsconfig.json"), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, house.root);
  const files = house.sources
    .filter((path) => !path.startsWith("policy/untyped"))
    .map((path) => join(house.root, path));
  const own = (path: string): string | undefined => {
    const relative = path.slice(house.root.length + 1);
    return path.startsWith(`${house.root}/`) && house.has(relative) && relative.endsWith(".ts")
      ? house.text(relative)
      : undefined;
  };
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => options,
    getScriptFileNames: () => files,
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const text = own(path) ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => house.root,
    getDefaultLibFileName: (all) => ts.getDefaultLibFilePath(all),
    fileExists: (path) => own(path) !== undefined || ts.sys.fileExists(path),
    readFile: (path) => own(path) ?? ts.sys.readFile(path),
    readDirectory: (...args) => ts.sys.readDirectory(...args),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  };
  return ts.createLanguageService(host);
}
