import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MACHINE_USE_EVENT, renderUserData, type UserDataArgs } from "../../components/fleet/user-data";
import { whyNoDisk } from "../helpers/loop-disk";
import { build, docker, tryDocker } from "../helpers/image/docker";
import { baseArgument, testImage } from "../helpers/image/test-image";

const MACHINE = join(__dirname, "machine");
const TAG = "dfiji-test:machine";
const VOLUMES = "/var/lib/docker/volumes";
/** XFS takes no less than 300 MB; the file is sparse. */
const DISK_BYTES = 400 * 2 ** 20;
/** Mounts of its own, and a network of its own with the metadata service's address. */
const RIGHTS = [
  ...["--network=none", "--cap-add=SYS_ADMIN", "--cap-add=NET_ADMIN"],
  ...["--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined"],
];
const ARGS: UserDataArgs = {
  clusterName: "fiji-plates",
  machineLogGroup: "fiji-plates_perInstance",
  reservedMemoryMiB: 512,
};

/** What the machine finds: the metadata service, its data volume, the package server. */
interface World {
  readonly METADATA?: "yes";
  readonly DISK?: string;
  readonly PACKAGES?: "yes";
}

/**
 * The rendered user data as it is, in a `/` of its own: a container with a loop device as its data volume and
 * a metadata service at its real address. Stand-ins are systemctl, dnf, the agent and mount-s3 (test/image/machine).
 */
describe("a machine boots", function () {
  this.timeout(180_000);
  let home: string;
  let disk: string;
  let container: string;
  before(async function () {
    await testImage(this, "imagej"); // says why not, and makes the base
    const why = whyNoDisk();
    if (why !== undefined) {
      console.log(`      machines do not boot here: ${why}`);
      this.skip();
    }
    const dockerfile = join(MACHINE, "Dockerfile");
    const base = await baseArgument();
    if (base.length === 0) {
      console.log("      machines do not boot here: no base can be made (docs/image.md)");
      this.skip();
    }
    const { code, stdout, stderr } = await build({ tag: TAG, context: MACHINE, dockerfile, options: base });
    assert.equal(code, 0, `${stdout}\n${stderr}`);
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "dfiji-boot-"));
    mkdirSync(join(home, "machine"));
    writeFileSync(join(home, "disk"), "");
    truncateSync(join(home, "disk"), DISK_BYTES);
    disk = execFileSync("losetup", ["--find", "--show", join(home, "disk")], { encoding: "utf8" }).trim();
  });
  afterEach(async () => {
    if (container !== undefined) await tryDocker("rm", "--force", "--volumes", container);
    if (disk !== undefined) spawnSync("losetup", ["--detach", disk]);
    if (home !== undefined) rmSync(home, { recursive: true, force: true });
  });

  const make = async (world: World, args: Partial<UserDataArgs> = {}): Promise<void> => {
    writeFileSync(join(home, "machine/user-data"), renderUserData({ ...ARGS, ...args }));
    const variables = Object.entries({ METADATA: "", DISK: "", PACKAGES: "", ...world });
    const environment = variables.map(([name, value]) => `--env=${name}=${value}`);
    const device = world.DISK === undefined ? [] : [`--device=${world.DISK}:/dev/xvdf`];
    const volume = `--volume=${join(home, "machine")}:/machine:ro`;
    container = await docker("create", ...RIGHTS, ...device, volume, ...environment, TAG);
  };
  /** Boots (again, with what is on its disks) and looks at it with shell lines. */
  const boot = async (look: string): Promise<readonly string[]> => {
    writeFileSync(join(home, "machine/look"), look);
    const text = await docker("start", "--attach", container);
    const [ended, ...lines] = text.split("\n").map((line) => line.trim());
    assert.equal(ended, "user data ended with 0");
    return lines;
  };

  it("joins its cluster with everything: volume, facts, agent, units that systemd takes", async () => {
    await make({ METADATA: "yes", DISK: disk, PACKAGES: "yes" });
    const [cluster, mounted, facts, use, failed, ...calls] = await boot(`
      grep ECS_CLUSTER /etc/ecs/ecs.config
      findmnt -no SOURCE,FSTYPE,OPTIONS ${VOLUMES}
      cat /var/lib/dfiji/machine.json
      tail -n 1 /var/log/dfiji/machine.log
      grep -c FAILED /console
      cat /calls`);
    assert.equal(cluster, "ECS_CLUSTER=fiji-plates");
    assert.match(mounted ?? "", /^\/dev\/xvdf\s+xfs\s+rw,noatime/u);
    const about = { id: "i-0123", type: "m4.16xlarge", zone: "eu-west-1b", lifecycle: "spot" };
    assert.deepEqual(JSON.parse(facts ?? ""), about);
    const { msg, machine, workDiskUsedPercent } = JSON.parse(use ?? "") as Record<string, unknown>;
    assert.deepEqual([msg, machine, typeof workDiskUsedPercent], [MACHINE_USE_EVENT, "i-0123", "number"]);
    assert.equal(failed, "0");
    assert.ok(calls.includes("systemctl try-restart docker.service"));
    assert.ok(calls.includes("systemctl enable --now dfiji-machine-log.timer dfiji-system-log.service"));
    assert.ok(calls.some((call) => call.startsWith("amazon-cloudwatch-agent-ctl: <-a> <fetch-config>")));
  });

  it("boots again with what is on its volume, and writes nothing twice", async () => {
    await make({ METADATA: "yes", DISK: disk, PACKAGES: "yes" });
    const look = `
      cat ${VOLUMES}/kept 2>/dev/null || echo nothing
      echo result >${VOLUMES}/kept
      grep -c dfiji-work /etc/fstab
      grep -c ECS_CLUSTER /etc/ecs/ecs.config
      findmnt -no SOURCE ${VOLUMES}`;
    assert.deepEqual(await boot(look), ["nothing", "1", "1", "/dev/xvdf"]);
    assert.deepEqual(await boot(look), ["result", "1", "1", "/dev/xvdf"]);
  });

  it("mounts the input prefix by a unit that systemd takes, its name as one word", async () => {
    const bucketMount = { bucket: "images", inputPrefix: "my plates/it's/" };
    await make({ METADATA: "yes", DISK: disk, PACKAGES: "yes" }, { bucketMount });
    const [failed, folder, call] = await boot(`
      grep -c FAILED /console
      cd '/var/lib/dfiji/bucket/my plates' && ls
      : >/calls
      /usr/local/bin/dfiji-bucket
      cat /calls`);
    assert.deepEqual([failed, folder], ["0", "it's"]);
    assert.equal(
      call,
      "mount-s3: <--read-only> <--allow-other> <--prefix> <my plates/it's/> <images> </var/lib/dfiji/bucket/my plates/it's/>",
    );
  });

  it("leaves a disk alone that holds another file system, and joins", async () => {
    execFileSync("mkfs.xfs", ["-q", "-L", "mine", disk]);
    await make({ METADATA: "yes", DISK: disk, PACKAGES: "yes" });
    const lines = await boot(`
      blkid -p -s LABEL -o value /dev/xvdf
      mountpoint -q ${VOLUMES} || echo not mounted
      grep -o 'FAILED.*' /console
      grep ECS_CLUSTER /etc/ecs/ecs.config`);
    assert.deepEqual(lines, ["mine", "not mounted", "FAILED (1): data volume", "ECS_CLUSTER=fiji-plates"]);
  });

  it("joins without volume, metadata and packages, and says what it lacks", async () => {
    await make({}, { bucketMount: { bucket: "images", inputPrefix: "in/" } });
    const [cluster, folder, ...failed] = await boot(`
      grep ECS_CLUSTER /etc/ecs/ecs.config
      ls -d /var/lib/dfiji/bucket/in
      grep -o 'FAILED.*' /console`);
    assert.deepEqual([cluster, folder], ["ECS_CLUSTER=fiji-plates", "/var/lib/dfiji/bucket/in"]);
    assert.deepEqual(
      failed.map((line) => line.replace(/\(\d+\)/u, "")),
      ["data volume", "facts about this machine", "CloudWatch agent", "read-only mount of bucket images"].map(
        (step) => `FAILED : ${step}`,
      ),
    );
  });
});
