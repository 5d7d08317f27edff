// Moves every file to its room (rooms.ts), opens the circles that are left (openings.ts) and renames what is called by
// another word than the field's (names.ts). What is done already is passed over, so it can be run on any tree between.
//   node -r ts-node/register scripts/layout/move.ts [--commit] [--check] [--only moves|openings|names] [--folder NAME]
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { House } from "./house";
import { moveRoom } from "./move-room";
import { applyNames, NAMES } from "./names";
import { OPENINGS } from "./openings";
import { ROOMS } from "./rooms";

const ROOT = join(__dirname, "../..");

async function main(argv: readonly string[]): Promise<void> {
  const option = (name: string): string | undefined => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
  const only = option("--only");
  const folder = option("--folder");
  const house = new House(ROOT);
  const end = async (subject: string, body: string): Promise<void> => {
    await house.write();
    if (execFileSync("git", ["status", "--porcelain"], { cwd: ROOT }).toString().trim() === "") return;
    console.log(subject);
    if (argv.includes("--check")) run("npx", ["tsc", "-p", "."]);
    if (!argv.includes("--commit")) return;
    run("git", ["add", "-A"]);
    run("git", ["commit", "-q", "-m", subject, "-m", body]);
  };
  if (only === undefined || only === "moves") {
    for (const room of ROOMS) {
      if (folder !== undefined && room.folder !== folder) continue;
      moveRoom(house, room);
      await end(
        `Move the files of ${room.folder}`,
        `${room.about}\nFiles, imports and paths only (scripts/layout/rooms.ts); no behaviour changes.`,
      );
    }
  }
  if (only === undefined || only === "openings") {
    for (const { subject, body, apply } of OPENINGS) {
      apply(house);
      await end(subject, body);
    }
  }
  if (only === undefined || only === "names") {
    for (const group of NAMES) {
      applyNames(house, group);
      await end(group.subject, group.body);
    }
  }
}

function run(program: string, args: readonly string[]): void {
  execFileSync(program, [...args], { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
