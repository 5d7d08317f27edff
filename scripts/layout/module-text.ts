// A module as its parts: what stands before the imports, the imports, and the statements, each with its comments.
import * as ts from "typescript";
import { splice } from "./house";

export interface ImportedName {
  readonly name: string;
  readonly local: string;
  readonly isType: boolean;
}

export interface Import {
  readonly specifier: string;
  /** `import x from`, `* as x` or none. */
  readonly whole: string | undefined;
  readonly names: readonly ImportedName[];
  /** Written as `import type`. */
  readonly isTypeOnly: boolean;
}

export interface Statement {
  readonly text: string;
  /** What it declares at the top level. */
  readonly names: readonly string[];
  /** Identifiers in it that may mean something of the module. */
  readonly uses: ReadonlySet<string>;
  /** Of these, what is there at run time. */
  readonly values: ReadonlySet<string>;
}

export interface ModuleText {
  readonly head: string;
  readonly imports: readonly Import[];
  readonly statements: readonly Statement[];
}

export function readModule(text: string): ModuleText {
  const source = ts.createSourceFile("module.ts", text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  const statements: Statement[] = [];
  let head = "";
  let from = 0;
  for (const node of source.statements) {
    const trailing = ts.getTrailingCommentRanges(text, node.end)?.at(-1)?.end ?? node.end;
    const piece = text.slice(from, trailing);
    from = trailing;
    if (!ts.isImportDeclaration(node)) {
      statements.push({
        text: trimBlank(piece),
        names: declaredNames(node),
        uses: usedNames(node),
        values: usedValues(node),
      });
      continue;
    }
    const comment = text.slice(node.getFullStart(), node.getStart()).trim();
    if (comment !== "" && imports.length === 0) head = `${comment}\n`;
    else if (comment !== "") throw new Error(`a comment stands between imports: ${comment}`);
    imports.push(readImport(node));
  }
  const tail = text.slice(from).trim();
  if (tail !== "") statements.push({ text: tail, names: [], uses: new Set(), values: new Set() });
  return { head, imports, statements };
}

export function writeModule({ head, imports, statements }: ModuleText): string {
  const lines = joinImports(imports).map(writeImport);
  const between = (before: Statement, after: Statement): string => (isClose(before, after) ? "\n" : "\n\n");
  const body = statements.reduce(
    (whole, one, index) =>
      whole + (index === 0 ? "" : between(statements[index - 1] as Statement, one)) + one.text.trimStart(),
    "",
  );
  return `${head === "" ? "" : `${head}`}${lines.join("\n")}${lines.length > 0 ? "\n\n" : ""}${body}\n`;
}

/** One import for each module, packages first as they stood, then our own by path. */
export function joinImports(imports: readonly Import[]): readonly Import[] {
  const joined = new Map<string, Import>();
  for (const one of imports) {
    const key = one.whole === undefined ? one.specifier : `${one.specifier} ${one.whole}`;
    const other = joined.get(key);
    if (other === undefined) {
      joined.set(key, one);
      continue;
    }
    const isTypeOnly = one.isTypeOnly && other.isTypeOnly;
    const all = [other, one].flatMap((each) =>
      each.names.map((name) => ({ ...name, isType: name.isType || (each.isTypeOnly && !isTypeOnly) })),
    );
    const names = new Map<string, ImportedName>();
    for (const name of all) {
      const twin = names.get(name.local);
      if (twin === undefined || twin.isType) names.set(name.local, name);
    }
    const sorted = [...names.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    joined.set(key, { ...other, names: sorted, isTypeOnly });
  }
  const isOwn = ({ specifier }: Import): boolean => specifier.startsWith(".");
  const all = [...joined.values()];
  return [
    ...all.filter((one) => !isOwn(one)),
    ...all.filter(isOwn).sort((a, b) => (a.specifier < b.specifier ? -1 : a.specifier > b.specifier ? 1 : 0)),
  ];
}

export function writeImport({ specifier, whole, names, isTypeOnly }: Import): string {
  const named = names.map(
    ({ name, local, isType }) =>
      `${isType && !isTypeOnly ? "type " : ""}${name === local ? name : `${name} as ${local}`}`,
  );
  const clauses = [...(whole === undefined ? [] : [whole]), ...(named.length === 0 ? [] : [`{ ${named.join(", ")} }`])];
  if (clauses.length === 0) return `import "${specifier}";`;
  return `import ${isTypeOnly ? "type " : ""}${clauses.join(", ")} from "${specifier}";`;
}

/** The statement with or without its `export`. */
export function withExport(statement: Statement, isExported: boolean): Statement {
  const source = ts.createSourceFile("statement.ts", statement.text, ts.ScriptTarget.ES2022, true);
  const [node] = source.statements;
  if (node === undefined || !ts.canHaveModifiers(node)) return statement;
  const modifier = ts.getModifiers(node)?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if ((modifier !== undefined) === isExported) return statement;
  const piece =
    modifier === undefined
      ? { start: node.getStart(), end: node.getStart(), text: "export " }
      : { start: modifier.getStart(), end: modifier.end + 1, text: "" };
  return { ...statement, text: splice(statement.text, [piece]) };
}

export function isExported(statement: Statement): boolean {
  return withExport(statement, true) === statement;
}

function readImport(node: ts.ImportDeclaration): Import {
  const specifier = (node.moduleSpecifier as ts.StringLiteral).text;
  const clause = node.importClause;
  const bindings = clause?.namedBindings;
  const isTypeOnly = clause?.isTypeOnly ?? false;
  const star = bindings !== undefined && ts.isNamespaceImport(bindings) ? `* as ${bindings.name.text}` : undefined;
  const names =
    bindings !== undefined && ts.isNamedImports(bindings)
      ? bindings.elements.map((element) => ({
          name: (element.propertyName ?? element.name).text,
          local: element.name.text,
          isType: element.isTypeOnly,
        }))
      : [];
  return { specifier, whole: star ?? clause?.name?.text, names, isTypeOnly };
}

export function declaredNames(node: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(node)) {
    return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : bound(name)));
  }
  const { name } = node as unknown as { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

const bound = (pattern: ts.BindingPattern): string[] =>
  pattern.elements.flatMap((element) =>
    ts.isOmittedExpression(element) ? [] : ts.isIdentifier(element.name) ? [element.name.text] : bound(element.name),
  );

export function usedNames(root: ts.Node): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberName(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return used;
}

/** Identifiers outside of types. */
function usedValues(root: ts.Node): ReadonlySet<string> {
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isHeritageClause(node) && node.token === ts.SyntaxKind.ExtendsKeyword) {
      for (const { expression } of node.types) for (const name of usedNames(expression.parent)) used.add(name);
    }
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && !isMemberName(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return used;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (parent === undefined) return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodSignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isGetAccessorDeclaration(parent) ||
      ts.isImportTypeNode(parent)) &&
    (parent as { readonly name?: ts.Node }).name === node
  );
}

const trimBlank = (text: string): string => (/^\s*\n\s*\n/.test(text) ? `\n${text.trimStart()}` : text.trimStart());

/** Statements that stood on neighbouring lines stay so. */
const isClose = (_before: Statement, after: Statement): boolean => !after.text.startsWith("\n");
