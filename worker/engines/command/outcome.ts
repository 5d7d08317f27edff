import { basename } from "node:path";
import { killedForMemory } from "../program/memory-evidence";
import { type ProgramEnd } from "../program/run-program";
import { type Failure } from "../program/run-failure";

/** How programs say that they are out of memory before they end by themselves. */
const OUT_OF_MEMORY =
  /^(?:numpy\.\S*)?(?:_Array)?MemoryError\b|java\.lang\.OutOfMemoryError|std::bad_alloc|cannot allocate (?:memory|vector)/i;
/** What a shell or a wrapper makes of a child's SIGKILL. */
const KILLED_STATUS = 137;

/** Why the run failed; `undefined`: it ended with status 0. First reason wins: a limit's, then the program's. */
export function failureOfProgram(path: string, end: ProgramEnd): Failure | undefined {
  const program = basename(path);
  if (end.startError !== undefined) return failureOfStart(path, end.startError);
  if (end.reached !== undefined) return end.reached;
  if (end.code === 0) return undefined;
  const lastLine = end.lastLines.findLast((line) => line.trim() !== "")?.trim();
  if (end.signal === "SIGKILL" || end.code === KILLED_STATUS) {
    if (end.memoryKill !== undefined)
      return { class: "out-of-memory", reason: killedForMemory(program, end.memoryKill) };
    return { class: "killed", reason: `${program} was killed from outside (SIGKILL)` };
  }
  if (end.signal === "SIGTERM" || end.signal === "SIGINT" || end.signal === "SIGHUP")
    return { class: "killed", reason: `${program} was ended from outside (${end.signal})` };
  const how = end.signal === null ? `ended with status ${end.code}` : `was ended by ${end.signal}`;
  const reason = `${program} ${how}${lastLine === undefined ? "" : `: ${lastLine}`}`;
  // a script that caught the end of its child and gives up in its own words
  if (end.memoryKill !== undefined) {
    return {
      class: "out-of-memory",
      reason: `${killedForMemory(`a process of ${program}`, end.memoryKill)}; ${reason}`,
    };
  }
  const isFull = end.lastLines.some((line) => OUT_OF_MEMORY.test(line.trim()));
  return { class: isFull ? "out-of-memory" : "script-error", reason };
}

function failureOfStart(program: string, { code, message }: NodeJS.ErrnoException): Failure {
  switch (code) {
    case "ENOENT":
      return {
        class: "script-error",
        reason: `no such program: "${program}"`,
        advice: program.includes("/")
          ? "give its absolute path on the computer or in the image where jobs run"
          : "install it where jobs run, so that it is on PATH",
      };
    case "EACCES":
      return {
        class: "script-error",
        reason: `"${program}" may not be executed`,
        advice: "make it executable (chmod +x), or name its interpreter first, like python3",
      };
    default:
      return { class: "script-error", reason: `"${program}" cannot be started: ${message}` };
  }
}
