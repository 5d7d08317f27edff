import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EVENTS } from "../../worker/contract/events";
import { DEAD_LETTER_ATTRIBUTES, type FailureClass } from "../../worker/contract/failure";
import { doneKey } from "../../worker/contract/keys";
import { type Marker } from "../../worker/contract/marker";
import { FolderStore } from "../../worker/storage/folder-store";
import { type EmulatedMessage } from "../helpers/emulator";
import { type Findings, lookAround, type Scene } from "./checks";
import { type ChaosJob, chaosJobs, undisturbed } from "./jobs";

const NOTHING: Findings = { lost: [], mixed: [], wrongClass: [], left: [] };
/** Jobs 0, 1 and 2 are good; 3 fails. */
const JOBS = chaosJobs(4, { engine: "command", path: "/job.sh" });
const MALFORMED = ["{"];

/** Chaos proves nothing unless these checks find what is wrong: each test spoils one thing of a good end. */
describe("the checks of the chaos suite", () => {
  let folder: string;
  let store: FolderStore;
  let scene: Scene;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "dfiji-checks-"));
    store = new FolderStore(join(folder, "out"));
    await mkdir(join(folder, "in"));
    await mkdir(join(folder, "work"));
    scene = {
      store,
      inputs: new FolderStore(join(folder, "in")),
      inputKeys: [],
      otherKeys: [],
      waiting: [],
      dead: [dead(JSON.stringify(JOBS[3]?.job), "script-error"), dead("{", "bad-message")],
      lines: JOBS.slice(0, 3).map(({ job }) => ({
        ...{ atMs: 0, pid: 7, msg: EVENTS.jobStarted, jobId: job.jobId, messageId: job.jobId, receiveCount: 1 },
      })),
      folders: [join(folder, "work")],
      processes: [],
      wrongMarkers: [],
      isCutShort: false,
    };
    for (const job of JOBS.slice(0, 3)) await finish(job, "/work/worker-7-0a/attempts/1/output");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const dead = (body: string, failure: FailureClass): EmulatedMessage => ({
    body,
    attributes: { [DEAD_LETTER_ATTRIBUTES.class]: failure },
    state: "ready",
    visibleAtMs: undefined,
  });
  const finish = async (chaosJob: ChaosJob, attempt: string, token = "t"): Promise<void> => {
    const { jobId, output, name, submission } = chaosJob.job;
    const files = {
      "result.csv": undisturbed(chaosJob),
      "who.json": JSON.stringify({ token, attempt }),
      "token.txt": "t",
    };
    const outputs = [];
    for (const [path, text] of Object.entries(files)) outputs.push(await store.putText(output + path, text));
    const marker: Marker = {
      ...{ v: 1, jobId, name, submission, group: {}, output, root: "", messageId: jobId, receiveCount: 1 },
      ...{ startedAt: "2030-01-01T00:00:00.000Z", finishedAt: "2030-01-01T00:00:01.000Z", seconds: {}, versions: {} },
      ...{ worker: "w", inputs: [], outputs },
    };
    await store.putText(doneKey("", jobId), JSON.stringify(marker));
  };
  const first = JOBS[0] as ChaosJob;
  const find = (more: Partial<Scene> = {}): Promise<Findings> => lookAround(JOBS, MALFORMED, { ...scene, ...more });

  it("find nothing where all is well", async () => {
    assert.deepEqual(await find(), NOTHING);
  });

  it("find a job without its marker, and a marked file that is not there", async () => {
    await store.remove(`${first.job.output}result.csv`);
    await store.remove(doneKey("", JOBS[1]?.job.jobId ?? ""));
    assert.deepEqual((await find()).lost, ["job-0/result.csv is marked and not there", "job-1-0000c4a0 has no marker"]);
  });

  it("find a file that is not the marked one, other bytes, two tokens, another attempt, and a marker put twice", async () => {
    await store.putText(`${first.job.output}result.csv`, "late");
    await finish(JOBS[1] as ChaosJob, "/work/worker-7-0a/attempts/1/output", "another");
    await finish(JOBS[2] as ChaosJob, "/work/worker-8-0b/attempts/1/output");
    const { mixed } = await find({ wrongMarkers: ["m was put twice"] });
    assert.deepEqual(mixed, [
      "m was put twice",
      "job-0/result.csv is not the file that is marked",
      "job-0-0000c4a0: result.csv differs",
      "job-1-0000c4a0: who.json and token.txt are of two attempts",
      "job-2-0000c4a0: the files are not those of the marker's attempt job-2-0000c4a0-1",
    ]);
  });

  it("find a good job that is dead, a bad one that is dead as another class, not dead, or marked", async () => {
    const good = dead(JSON.stringify(first.job), "killed");
    const wrong = async (more: Partial<Scene> = {}) => (await find(more)).wrongClass;
    const bodyOf = (chaosJob: ChaosJob | undefined): string => JSON.stringify(chaosJob?.job).slice(0, 40);
    const bad = bodyOf(JOBS[3]);
    assert.deepEqual(await wrong({ dead: [...scene.dead, good] }), [`${bodyOf(first)} is dead as killed, not at all`]);
    const other = [dead(JSON.stringify(JOBS[3]?.job), "timeout"), dead("{", "bad-message")];
    assert.deepEqual(await wrong({ dead: other }), [`${bad} is dead as timeout, not script-error`]);
    assert.deepEqual(await wrong({ dead: [] }), ["{ is not dead", `${bad} is not dead`]);
    await finish(JOBS[3] as ChaosJob, "/work/worker-7-0a/attempts/1/output");
    assert.deepEqual(await wrong(), ["job-3-0000c4a0 (fail) has a marker"]);
  });

  it("find messages, files, inputs, folders and processes that are left", async () => {
    await store.putText("elsewhere/result.csv", "1");
    await store.putText(`${first.job.output}other.csv`, "1");
    await writeFile(join(folder, "in", "new.txt"), "1");
    await mkdir(join(folder, "work", "worker-7-0a"));
    const waiting = [dead("x", "killed")];
    assert.deepEqual((await find({ waiting, processes: [{ command: "sleep" }] })).left.toSorted(), [
      "file elsewhere/result.csv",
      "file job-0/other.csv",
      "folder worker-7-0a",
      "inputs became new.txt",
      "message ready: x",
      "process sleep",
    ]);
  });

  it("let good jobs wait when workers lost queue or bucket, but none that is neither done nor waiting", async () => {
    await store.remove(doneKey("", first.job.jobId));
    const waiting = [dead(JSON.stringify(first.job), "killed")];
    assert.deepEqual(await find({ isCutShort: true, waiting, dead: [] }), NOTHING);
    assert.deepEqual((await find({ isCutShort: true, dead: [] })).lost, ["job-0-0000c4a0 has no marker"]);
  });
});
