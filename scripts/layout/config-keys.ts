// components/config/keys: one file for each group of keys, by the key's own `group`; index.ts joins them in their order.
import * as ts from "typescript";
import { type House } from "./house";
import { type Import, readModule, type Statement, usedNames, withExport, writeModule } from "./module-text";

const INDEX = "components/config/keys/index.ts";
const SHARED = "components/config/keys/key.ts";

export function splitConfigKeys(house: House): void {
  if (house.has(SHARED)) return;
  const module = readModule(house.text(INDEX));
  const { keys, uses } = groupsOf(house.parse(INDEX));
  const shared: Statement[] = [];
  const own = new Map<string, Statement[]>();
  const types: Statement[] = [];
  for (const one of module.statements) {
    if (one.names.includes("configSchema")) continue;
    const readers = [...uses].filter(([, names]) => one.names.some((name) => names.has(name))).map(([group]) => group);
    const [only] = readers;
    if (one.names.some((name) => ["Config", "ConfigKey"].includes(name))) types.push(one);
    else if (readers.length === 1 && only !== undefined) own.set(only, [...(own.get(only) ?? []), one]);
    else shared.push(one);
  }
  // the comment on the whole schema stands before the first statement
  const comment = /^\s*(\/\*\*[^]*?\*\/)\s*\n\s*\n/.exec(shared[0]?.text ?? "");
  if (comment === null) throw new Error(`${INDEX} does not begin with a comment on the whole`);
  shared[0] = { ...(shared[0] as Statement), text: `\n${shared[0]?.text.slice(comment[0].length)}` };
  const importsFor = (names: ReadonlySet<string>): readonly Import[] =>
    module.imports
      .map((one) => ({ ...one, names: one.names.filter(({ local }) => names.has(local)) }))
      .filter((one) => one.names.length > 0);
  const used = new Set(shared.flatMap((one) => [...one.uses]));
  house.set(
    SHARED,
    writeModule({ head: "", imports: importsFor(used), statements: shared.map((one) => withExport(one, true)) }),
  );
  const sharedNames = shared.flatMap(({ names }) => names);
  for (const [group, texts] of keys) {
    const statements = own.get(group) ?? [];
    const names = new Set([...(uses.get(group) ?? []), ...statements.flatMap((one) => [...one.uses])]);
    const list = `\nexport const ${group}Keys = {\n${texts.join(",\n")},\n};`;
    house.set(
      `components/config/keys/${group}.ts`,
      writeModule({
        head: "",
        imports: [
          ...importsFor(names),
          namedImport(
            "./key",
            sharedNames.filter((name) => names.has(name)),
          ),
        ],
        statements: [...statements, { text: list, names: [], uses: new Set(), values: new Set() }],
      }),
    );
  }
  const order = [...keys.keys()];
  const schema = `${comment[1]}\nexport const configSchema = z.strictObject({\n${order.map((group) => `...${group}Keys`).join(",\n")},\n});`;
  house.set(
    INDEX,
    writeModule({
      head: "",
      imports: [...importsFor(new Set(["z"])), ...order.map((group) => namedImport(`./${group}`, [`${group}Keys`]))],
      statements: [
        { text: `\n${schema}`, names: [], uses: new Set(), values: new Set() },
        ...types,
        { text: '\nexport { CHANGES, type KeyMeta } from "./key";', names: [], uses: new Set(), values: new Set() },
      ],
    }),
  );
}

/** The members of the schema by their group, as text, and what they use. */
function groupsOf(source: ts.SourceFile) {
  const keys = new Map<string, string[]>();
  const uses = new Map<string, Set<string>>();
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === "configSchema") {
      const [schema] = (node.initializer as ts.CallExpression).arguments;
      for (const property of (schema as ts.ObjectLiteralExpression).properties) {
        const text = source.text.slice(property.getFullStart(), property.end).trim();
        const group = /group: "(\w+)"/.exec(text)?.[1];
        if (group === undefined) throw new Error(`a key has no group: ${text.slice(0, 80)}`);
        keys.set(group, [...(keys.get(group) ?? []), text]);
        uses.set(group, new Set([...(uses.get(group) ?? []), ...usedNames(property)]));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  if (keys.size === 0) throw new Error(`${INDEX} has no configSchema`);
  return { keys, uses };
}

const namedImport = (specifier: string, names: readonly string[]): Import => ({
  specifier,
  whole: undefined,
  isTypeOnly: false,
  names: [...names]
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
    .map((name) => ({ name, local: name, isType: false })),
});
