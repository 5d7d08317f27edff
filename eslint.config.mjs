// One linter, with typed rules. The zones at the end are the import arrows of the design: whoever reads a contract owns it.
import tseslint from "typescript-eslint";
import importX from "eslint-plugin-import-x";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import globals from "globals";

/** `to` may import from the folders in `from`, from itself and from packages; never from another top-level folder. */
const folders = ["components", "policy", "worker", "cli", "bench", "test", "scripts"];
const allowed = {
  components: ["policy/rules", "worker/contract"],
  policy: [],
  // heap and packing arithmetic is one rule for policies, components and the worker itself
  worker: ["policy/rules"],
  // the CLI reads markers and sends messages through the worker's own ports: one reader of a store, one sender to a queue
  cli: [
    ...["worker/contract", "worker/storage", "worker/queue", "worker/engines", "worker/host", "worker/image-check"],
    "policy/rules",
  ],
};
const zones = Object.entries(allowed).flatMap(([target, from]) =>
  folders
    .filter((folder) => folder !== target)
    .map((folder) => ({
      target: `./${target}`,
      from: `./${folder}`,
      except: from.filter((path) => path.startsWith(`${folder}/`)).map((path) => `./${path.slice(folder.length + 1)}`),
      message: `${target}/ may import only ${from.join(", ") || "itself"}`,
    })),
);
const pure = ["@pulumi/*", "@aws-sdk/*", "@smithy/*"].map((group) => ({
  group: [group],
  message: "contracts and rules import neither Pulumi nor AWS",
}));

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "demo-results/", "**/node_modules/", "worker/engines/imagej/java/target/"] },
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver({ project: "tsconfig.json" })] },
    languageOptions: { parserOptions: { projectService: true }, globals: globals.node },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/require-await": "off",
      "import-x/no-restricted-paths": ["error", { zones }],
      eqeqeq: "error",
      "prefer-const": "error",
      "no-console": "off",
    },
  },
  {
    files: ["worker/contract/**/*.ts", "policy/rules/**/*.ts"],
    rules: { "no-restricted-imports": ["error", { patterns: pure }] },
  },
  {
    // commands load their modules when they run: `require`, because ts-node leaves `import()` to Node, which knows no .ts
    files: ["cli/**/*.ts"],
    rules: {
      "no-console": "error",
      "no-restricted-syntax": [
        "error",
        {
          selector:
            "MemberExpression[object.object.name='process'][object.property.name=/^std(out|err)$/][property.name='write']",
          message: "print through CliIo, which escapes what a terminal would obey",
        },
      ],
      "@typescript-eslint/no-require-imports": "off",
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "inline-type-imports", disallowTypeAnnotations: false },
      ],
    },
  },
  { files: ["cli/page/app/**/*.{ts,tsx}"], languageOptions: { globals: { ...globals.browser } } },
  { files: ["cli/shared/io.ts"], rules: { "no-restricted-syntax": "off" } },
  {
    files: ["test/**/*.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "AssignmentExpression > MemberExpression.left[object.name='process'][property.name='env']",
          message: "it cuts process.env from the real variables, which os.tmpdir() reads: use restoreEnvironment",
        },
      ],
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
