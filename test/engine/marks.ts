import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import program from "../../index";
import { CHANGES, type ConfigKey } from "../../components/config/keys";
import { CONFIG_CHANGES, type ConfigChange, otherVpc } from "../helpers/config-changes";
import { GOOD_CONFIG } from "../helpers/good-config";
import { PulumiProject } from "./pulumi-project";

type Config = Readonly<Record<string, string>>;

const EVERY_CHANGE: Readonly<Record<ConfigKey, Pick<ConfigChange, "value" | "along" | "needs">>> = {
  ...CONFIG_CHANGES,
  owner: { value: "bob" },
  tags: { value: '{"cost-center":"lab-7"}' },
};
const MOUNTED = { mountBucket: "true" };

/** What the docs say of a key in their last column. */
const DOCUMENTED = readMarks();

/** Each key of the config is changed on an experiment that is there; the engine says what that would do. */
export function describeMarks(): void {
  describe("what docs/configuration.md says of a change, by the engine's own preview", function () {
    this.timeout(300_000);
    let project: PulumiProject;
    let stack: Stack;
    /** Config of the experiment that is there. */
    let there: Config | undefined;

    before(async () => {
      project = await PulumiProject.create(GOOD_CONFIG);
      // the program runs in this process: it need not be compiled again for every preview
      const options = { workDir: project.folder, envVars: { ...project.environment }, program };
      stack = await Stack.select("dev", await LocalWorkspace.create(options));
    });
    after(() => project?.dispose());

    const make = async (config: Config): Promise<void> => {
      if (JSON.stringify(there) === JSON.stringify(config)) return;
      project.configure(config);
      await stack.up();
      there = config;
    };

    /** Resources that a preview of this config would touch: short name → what it would do. */
    const preview = async (config: Config): Promise<ReadonlyMap<string, string>> => {
      project.configure(config);
      const steps = new Map<string, string>();
      await stack.preview({
        onEvent: ({ resourcePreEvent }) => {
          if (resourcePreEvent === undefined) return;
          const { op, urn } = resourcePreEvent.metadata;
          if (op !== "same")
            steps.set(
              urn
                .split("::")
                .at(-1)!
                .replace(/^fiji-dev-/u, ""),
              op,
            );
        },
      });
      return steps;
    };

    const byBase = Object.entries(EVERY_CHANGE).sort(([, a], [, b]) => (alongOf(a) < alongOf(b) ? -1 : 1));
    for (const [key, { value, along = {}, needs = {} }] of byBase) {
      const { text } = DOCUMENTED.get(key)!;
      it(`${key}: ${text}`, async () => {
        await make({ ...GOOD_CONFIG, ...along });
        project.world.answers = key === "vpcId" ? otherVpc : {};
        assertMark(text, await preview({ ...GOOD_CONFIG, ...along, ...needs, [key]: value }));
        project.world.answers = {};
      });
    }

    for (const [key, { exception }] of DOCUMENTED) {
      const text = /^with `mountBucket`: (replaces the fleet)$/u.exec(exception)?.[1];
      if (text === undefined) continue;
      it(`${key} with mountBucket: ${text}`, async () => {
        await make({ ...GOOD_CONFIG, ...MOUNTED });
        assertMark(text, await preview({ ...GOOD_CONFIG, ...MOUNTED, [key]: EVERY_CHANGE[key as ConfigKey].value }));
      });
    }
  });
}

function assertMark(text: string, steps: ReadonlyMap<string, string>): void {
  const what = JSON.stringify(Object.fromEntries(steps));
  const fleet = steps.has("fleet-request");
  assert.equal(fleet, text.startsWith("replaces the fleet"), what);
  if (fleet) {
    assert.match(steps.get("fleet-request")!, /replace/u, what);
    return;
  }
  const renewed = text === CHANGES.workers;
  assert.equal(steps.has("task-definition"), renewed, what);
  assert.equal(steps.get("service-service"), renewed ? "update" : undefined, what);
}

/** Rows of the tables: | `key` | default | allowed | meaning | a change (exception) | */
function readMarks(): ReadonlyMap<string, { readonly text: string; readonly exception: string }> {
  const docs = readFileSync(join(__dirname, "../../docs/configuration.md"), "utf8");
  const rows = [...docs.matchAll(/^\| `(\w+)` \|.* \| ([^|(]+?)(?: \((.+)\))? \|$/gmu)];
  return new Map(rows.map(([, key, text, exception]) => [key!, { text: text!, exception: exception ?? "" }]));
}

const alongOf = ({ along = {} }: Pick<ConfigChange, "along">): string => JSON.stringify(along);
