import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DATA_DEVICE, renderUserData } from "../../../components/fleet/user-data";
import { whyNoDisk } from "../../helpers/loop-disk";

/** XFS takes no less than 300 MB; the file is sparse. */
const DISK_BYTES = 400 * 2 ** 20;
const VOLUMES = "var/lib/docker/volumes";

/**
 * The script's own mkfs, blkid, mount and mountpoint on a loop device; systemd, the metadata service and the package
 * server are stand-ins. Mounts are seen by this test alone and end with the test.
 */
describe("user data with a real disk", function () {
  this.timeout(60_000);
  let home: string;
  let device: string;
  before(function () {
    const why = whyNoDisk();
    if (why === undefined) return;
    console.log(`      no real disk here: ${why}`);
    this.skip();
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "user-data-disk-"));
    for (const folder of ["root/etc", "bin"]) mkdirSync(join(home, folder), { recursive: true });
    writeFileSync(join(home, "root/etc/fstab"), "LABEL=/ / xfs defaults 0 0\n");
    writeFileSync(join(home, "disk"), "");
    truncateSync(join(home, "disk"), DISK_BYTES);
    device = execFileSync("losetup", ["--find", "--show", join(home, "disk")], { encoding: "utf8" }).trim();
    standIns(join(home, "bin"), device);
  });
  afterEach(() => {
    if (device !== undefined) spawnSync("losetup", ["--detach", device]);
    if (home !== undefined) rmSync(home, { recursive: true, force: true });
  });

  /** Runs shell lines in a mount namespace of their own; `boot` is the script, `$volumes` Docker's volume folder. */
  const machine = (lines: string): string => {
    const root = join(home, "root");
    const script = renderUserData({ clusterName: "fiji-plates", machineLogGroup: "group", reservedMemoryMiB: 512 })
      .replace("ROOT=''", `ROOT='${root}'`)
      .replace(`'${DATA_DEVICE}'`, `'${device}'`);
    writeFileSync(join(home, "user-data"), script);
    const begin = `set -e; volumes='${root}/${VOLUMES}'; boot() { bash '${home}/user-data' >>'${home}/console' 2>&1; }\n`;
    const env = { PATH: `${join(home, "bin")}:/usr/sbin:/usr/bin:/sbin:/bin` };
    const run = spawnSync("unshare", ["--mount", "bash", "-s"], { input: begin + lines, env, encoding: "utf8" });
    const console = readFileSync(join(home, "console"), "utf8");
    assert.equal(run.status, 0, `${run.stderr}\n${console}`);
    return run.stdout.trim();
  };

  it("makes an XFS of it on Docker's volume folder, once: later boots mount it with what is on it", () => {
    const seen = machine(`
      boot
      findmnt -no SOURCE,FSTYPE "$volumes"
      echo result >"$volumes/kept"
      boot
      umount "$volumes"
      ls "$volumes" | wc -l
      boot
      cat "$volumes/kept"
      blkid -p -s LABEL -o value ${device}
      grep -c dfiji-work '${home}/root/etc/fstab'`);
    assert.deepEqual(
      seen.split("\n").map((line) => line.trim().split(/ +/u).join(" ")),
      [`${device} xfs`, "0", "result", "dfiji-work", "1"],
    );
  });

  it("is left as it is when it holds another file system, and the machine joins its cluster nevertheless", () => {
    execFileSync("mkfs.xfs", ["-q", "-L", "mine", device]);
    const seen = machine(`
      boot
      blkid -p -s LABEL -o value ${device}
      mountpoint -q "$volumes" || echo not mounted
      grep ECS_CLUSTER '${home}/root/etc/ecs/ecs.config'`);
    assert.deepEqual(seen.split("\n"), ["mine", "not mounted", "ECS_CLUSTER=fiji-plates"]);
  });
});

/** All that would touch this computer, or is not there: the root disk's name, systemd, metadata, packages. */
function standIns(folder: string, device: string): void {
  const texts = {
    findmnt: `if [[ $* == "-no SOURCE /" ]]; then echo /dev/xvda; else exec /usr/bin/findmnt "$@"; fi`,
    // a loop device is for lsblk no disk; without udev it does not know what is on it either
    lsblk: `echo 'NAME="/dev/xvda" TYPE="disk" PKNAME="" FSTYPE="xfs" LABEL="/" MODEL=""'
      echo "NAME=\\"${device}\\" TYPE=\\"disk\\" PKNAME=\\"\\" FSTYPE=\\"$(blkid -p -s TYPE -o value ${device})\\" LABEL=\\"$(blkid -p -s LABEL -o value ${device})\\" MODEL=\\"\\""`,
    systemctl: "",
    sleep: "",
    curl: "exit 7",
    dnf: "exit 1",
  };
  for (const [name, body] of Object.entries(texts)) {
    writeFileSync(join(folder, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  }
}
