// Carries declarations from one module to another; imports follow on all sides.
import { posix } from "node:path";
import * as ts from "typescript";
import { type House, relativeSpecifier, splice } from "./house";
import { type Import, readModule, type Statement, withExport, writeModule } from "./module-text";

export interface Carve {
  readonly from: string;
  readonly to: string;
  readonly names: readonly string[];
  /** Comment at the head of a new file. */
  readonly head?: string;
  /** Among those that are there already: first, or last (the default). */
  readonly at?: "first" | "last";
}

export function carve(house: House, { from, to, names, head = "", at = "last" }: Carve): void {
  const source = readModule(house.text(from));
  const isWanted = ({ names: declared }: Statement): boolean => declared.some((name) => names.includes(name));
  const moved = source.statements.filter(isWanted);
  const left = source.statements.filter((one) => !isWanted(one));
  const found = moved.flatMap((one) => one.names);
  if (found.length === 0) return; // it is done
  const lacking = names.filter((name) => !found.includes(name));
  if (lacking.length > 0) throw new Error(`${from} does not declare ${lacking.join(", ")}`);
  const target = house.has(to) ? readModule(house.text(to)) : { head, imports: [], statements: [] };
  const toward = relativeSpecifier(from, to);
  const back = relativeSpecifier(to, from);
  const usedMoved = usedBy(moved);
  const usedLeft = usedBy(left);
  const readers = new Set([...usedLeft, ...house.sources.flatMap((path) => namesImported(house, path, from))]);
  const exposed = (one: Statement): Statement =>
    one.names.some((name) => readers.has(name)) ? withExport(one, true) : one;

  // what the moved need: imports of theirs, and what stays behind
  const localLeft = new Set(left.flatMap((one) => one.names));
  const needed = [...usedMoved].filter((name) => localLeft.has(name));
  const carried = source.imports.flatMap((one) => {
    const kept = only(one, usedMoved, valuesOf(moved));
    return kept === undefined || house.resolve(from, one.specifier) === to ? [] : [rebase(house, from, to, kept)];
  });
  const arrived = moved.map(exposed);
  house.set(
    to,
    writeModule({
      head: target.head,
      imports: [
        ...target.imports.flatMap((one) => without(one, back, found)),
        ...carried,
        ...(needed.length === 0 ? [] : [importOf(back, needed, left)]),
      ],
      statements:
        at === "first" ? [...arrived, ...spaced(target.statements)] : [...target.statements, ...spaced(arrived)],
    }),
  );

  const neededLeft = found.filter((name) => usedLeft.has(name));
  if (left.length === 0) house.remove(from);
  else {
    house.set(
      from,
      writeModule({
        head: source.head,
        imports: [
          ...source.imports.flatMap((one) => only(one, usedLeft, valuesOf(left)) ?? []),
          ...(neededLeft.length === 0 ? [] : [importOf(toward, neededLeft, moved)]),
        ],
        statements: left.map((one) => (one.names.some((name) => needed.includes(name)) ? withExport(one, true) : one)),
      }),
    );
  }
  for (const path of house.sources) if (path !== from && path !== to) redirect(house, path, from, to, found);
}

const usedBy = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ uses }) => [...uses]));

const spaced = (statements: readonly Statement[]): readonly Statement[] =>
  statements.map((one, index) => (index === 0 ? { ...one, text: `\n${one.text.trimStart()}` } : one));

const valuesOf = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ values }) => [...values]));

/** The import with the names that are used; a name that only types use is a type. */
function only(one: Import, used: ReadonlySet<string>, values: ReadonlySet<string>): Import | undefined {
  const names = one.names
    .filter(({ local }) => used.has(local))
    .map((name) => ({ ...name, isType: name.isType || (!one.isTypeOnly && !values.has(name.local)) }));
  const whole = one.whole !== undefined && used.has(one.whole.replace("* as ", "")) ? one.whole : undefined;
  const isSide = one.names.length === 0 && one.whole === undefined;
  return isSide || names.length > 0 || whole !== undefined ? { ...one, names, whole } : undefined;
}

function without(one: Import, specifier: string, names: readonly string[]): readonly Import[] {
  if (one.specifier !== specifier) return [one];
  const kept = one.names.filter(({ name }) => !names.includes(name));
  return kept.length === 0 && one.whole === undefined ? [] : [{ ...one, names: kept }];
}

function rebase(house: House, from: string, to: string, one: Import): Import {
  const target = house.resolve(from, one.specifier);
  return target === undefined ? one : { ...one, specifier: relativeSpecifier(to, target) };
}

/** Types are imported as types. */
function importOf(specifier: string, names: readonly string[], statements: readonly Statement[]): Import {
  const isType = (name: string): boolean =>
    statements
      .filter((one) => one.names.includes(name))
      .every(({ text }) =>
        ts
          .createSourceFile("one.ts", text, ts.ScriptTarget.ES2022)
          .statements.every((node) => ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)),
      );
  const sorted = [...names].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  return {
    specifier,
    whole: undefined,
    isTypeOnly: false,
    names: sorted.map((name) => ({ name, local: name, isType: isType(name) })),
  };
}

function namesImported(house: House, path: string, module: string): readonly string[] {
  if (path === module || !house.specifiers(path).some(({ target }) => target === module)) return [];
  return readModule(house.text(path))
    .imports.filter(({ specifier }) => house.resolve(path, specifier) === module)
    .flatMap(({ names }) => names.map(({ name }) => name));
}

/** In another file: these names come from the new module now. */
function redirect(house: House, path: string, from: string, to: string, names: readonly string[]): void {
  if (!house.specifiers(path).some(({ target }) => target === from)) return;
  const pieces: { start: number; end: number; text: string }[] = [];
  for (const node of house.parse(path).statements) {
    if (!ts.isExportDeclaration(node) || node.moduleSpecifier === undefined || node.exportClause === undefined)
      continue;
    const target = house.resolve(path, (node.moduleSpecifier as ts.StringLiteral).text);
    const exported = ts.isNamedExports(node.exportClause)
      ? node.exportClause.elements.map(({ name }) => name.text)
      : [];
    if (target !== from || !exported.some((name) => names.includes(name))) continue;
    if (!exported.every((name) => names.includes(name))) throw new Error(`${path} exports names of two modules`);
    const text = JSON.stringify(relativeSpecifier(path, to));
    pieces.push({ start: node.moduleSpecifier.getStart(), end: node.moduleSpecifier.end, text });
  }
  if (pieces.length > 0) house.set(path, splice(house.text(path), pieces));
  const module = readModule(house.text(path));
  const imports = module.imports.flatMap((one) => {
    const moved = one.names.filter(({ name }) => names.includes(name));
    if (house.resolve(path, one.specifier) !== from || moved.length === 0) return [one];
    const there = { ...one, whole: undefined, specifier: relativeSpecifier(path, to), names: moved };
    return posix.normalize(to) === path
      ? without(one, one.specifier, names)
      : [...without(one, one.specifier, names), there];
  });
  if (imports.some((one, index) => one !== module.imports[index])) house.set(path, writeModule({ ...module, imports }));
}
