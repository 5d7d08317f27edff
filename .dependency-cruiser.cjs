// Which file may import which, types included: floors within worker/, components/, cli/ and policy/, and no circles, of
// files or of folders. `npm run check` runs it; eslint.config.mjs holds the arrows between these four.

/** From the top floor down: a room imports rooms below it, never one of its own floor or above. */
const FLOORS = {
  worker: [
    ["main.ts"],
    ["start.ts"],
    ["loop"],
    ["stages"],
    ["queue", "image"],
    ["failures", "make-engine.ts"],
    ["engines", "logs", "storage"],
    ["host", "image-check"],
    ["contract"],
  ],
  "worker/engines": [["command", "fiji", "imagej"], ["warm"], ["java"], ["program"], ["engine.ts"]],
  components: [
    ["experiment.ts"],
    ["deployment-output.ts", "scaling"],
    ["lookups.ts", "worker", "observability"],
    ["config", "fleet", "fleet-controller", "image", "queue"],
    ["aws"],
  ],
  cli: [
    ["main.ts"],
    ["results", "report", "submit", "monitor", "operate", "transfer", "demo", "worker.ts"],
    ["local", "doctor"],
    ["page"],
    ["collect", "experiment"],
    ["jobs", "bookkeeping"],
    ["fiji", "progress", "pulumi"],
    ["script", "plate"],
    ["shared"],
  ],
  "cli/jobs": [
    ["command.ts"],
    ["checked-plan.ts", "preview-inputs.ts"],
    ["plan.ts"],
    ["job-source.ts"],
    ["address-script.ts"],
    ["make"],
    ["check"],
    ["file"],
  ],
  policy: [["index.ts"], ["policies"], ["facts"], ["rules", "support"]],
};

const PRODUCT = "^(?:index\\.ts$|worker|components|cli|policy)";
const pathOf = (parent, rooms) => `^${parent}/(?:${rooms.join("|").replaceAll(".", "\\.")})(?:/|$)`;

const floors = Object.entries(FLOORS).flatMap(([parent, levels]) => [
  ...levels.map((rooms, level) => ({
    name: `${parent}-${rooms[0]}-imports-only-downward`,
    severity: "error",
    comment: `${parent}/{${rooms.join(", ")}} may import only what is on a lower floor`,
    from: { path: `^${parent}/(${rooms.join("|").replaceAll(".", "\\.")})(?:/|$)` },
    to: { path: pathOf(parent, levels.slice(0, level + 1).flat()), pathNot: `^${parent}/$1(?:/|$)` },
  })),
  {
    name: `${parent}-has-a-floor-for-every-room`,
    severity: "error",
    comment: `a new room of ${parent}/ needs its floor in .dependency-cruiser.cjs`,
    from: {},
    to: { path: `^${parent}/`, pathNot: [pathOf(parent, levels.flat()), "\\.json$"] },
  },
]);

module.exports = {
  forbidden: [
    {
      name: "no-circles-of-files",
      severity: "error",
      comment: "files that import each other, also by types alone, can only be understood together",
      from: { path: PRODUCT },
      to: { circular: true },
    },
    {
      name: "no-circles-of-values",
      severity: "error",
      comment: "tests may share their types in circles, but nothing that is there at run time",
      from: { pathNot: PRODUCT },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-circles-of-folders",
      severity: "error",
      comment: "folders that import each other are one folder",
      scope: "folder",
      from: { path: PRODUCT },
      to: { circular: true },
    },
    {
      name: "imports-are-found",
      severity: "error",
      comment: "an import that cannot be followed is an arrow that no tool sees",
      from: {},
      to: { couldNotResolve: true },
    },
    ...floors,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["node", "require", "import", "default"] },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^dist/" },
  },
};
