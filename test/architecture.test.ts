import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

interface Rule {
  readonly name: string;
  readonly from: { readonly path?: string };
}
/** What `npm run check` runs; it has no types. */
const { forbidden }: { readonly forbidden: readonly Rule[] } = createRequire(__filename)("../.dependency-cruiser.cjs");

const ROOT = join(__dirname, "..");
const PAGE = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
const PICTURE = readFileSync(join(ROOT, "docs/images/architecture.svg"), "utf8");

/** Rows of the tables of rooms: `| 7 | `worker/loop/` | … |`. */
const ROOMS = [...PAGE.matchAll(/^\| (\d+) +\| `([^`]+?)\/?` +\|/gm)].map(([, floor, room]) => ({
  floor: Number(floor),
  room: room!,
}));

describe("docs/architecture.md", () => {
  for (const parent of ["cli", "cli/jobs", "worker", "worker/engines", "components", "policy"]) {
    it(`puts every room of ${parent}/ on the floor that npm run check gives it`, () => {
      const floors = forbidden
        .filter(({ name }) => name.startsWith(`${parent}-`) && name.endsWith("-imports-only-downward"))
        .map(({ from }) => new RegExp(from.path!));
      const rooms = readdirSync(join(ROOT, parent), { withFileTypes: true })
        .filter((entry) => (entry.isDirectory() ? holdsCode(parent, entry.name) : entry.name.endsWith(".ts")))
        .map(({ name }) => `${parent}/${name}`);
      const here = ROOMS.filter(({ room }) => room.slice(0, room.lastIndexOf("/")) === parent);
      assert.deepEqual(here.map(({ room }) => room).sort(), rooms.sort());
      assert.deepEqual(
        here.map(({ room, floor }) => ({ room, floor })),
        here.map(({ room }) => ({ room, floor: floors.length - floors.findIndex((path) => path.test(room)) })),
      );
    });
  }

  it("has a picture with all rooms of the four blocks, and no other folder or file", () => {
    const words = [...PICTURE.matchAll(/<text class="(?:name|head)"[^>]*>([^<]+)<\/text>/g)].map(([, word]) => word!);
    const paths = words.filter((word) => /\/$|\.ts$/.test(word)).map((word) => word.replace(/\/$/, ""));
    const blocks = ["cli", "worker", "policy", "components"];
    const shown = ROOMS.map(({ room }) => room.split("/")).filter((path) => path.length === 2);
    assert.deepEqual(paths.sort(), [...blocks, ...shown.map(([, room]) => room!)].sort());
  });

  it("answers ten questions", () => {
    const answers = PAGE.match(/## Where is … decided\?\n(.*?)\n## /s)![1]!.match(/^\| [A-Z].*\?.*$/gm) ?? [];
    assert.equal(answers.length, 10);
    for (const answer of answers) assert.match(answer, /\| `[\w-]+\/[^`]+`/);
  });
});

/** Ready-made configs import nothing, so no floor is theirs. */
function holdsCode(parent: string, folder: string): boolean {
  return readdirSync(join(ROOT, parent, folder)).some((name) => !name.endsWith(".json"));
}
