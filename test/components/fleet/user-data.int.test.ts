import assert from "node:assert/strict";
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { MACHINE_USE_EVENT, renderUserData, type UserDataArgs } from "../../../components/fleet/user-data";

const EBS = "Amazon Elastic Block Store";
const xen = [
  disk("/dev/xvda"),
  `NAME="/dev/xvda1" TYPE="part" PKNAME="/dev/xvda" FSTYPE="xfs" LABEL="/" MODEL=""`,
  disk("/dev/xvdb"), // an instance store
  disk("/dev/xvdf"),
];
const nitro = [
  disk("/dev/nvme1n1", "Amazon EC2 NVMe Instance Storage"),
  disk("/dev/nvme2n1", EBS),
  disk("/dev/nvme0n1", EBS),
  `NAME="/dev/nvme0n1p1" TYPE="part" PKNAME="/dev/nvme0n1" FSTYPE="xfs" LABEL="/" MODEL=""`,
];

describe("user data on a machine", () => {
  let machine: Machine;
  before(function () {
    if (process.platform === "linux") return;
    console.log("      the script is for Linux: not run here");
    this.skip();
  });
  afterEach(() => machine.remove());

  it("joins the cluster with spot draining, reserved memory and short clean-up", () => {
    machine = new Machine(xen, "/dev/xvda1");
    machine.boot();
    const config = machine.read("etc/ecs/ecs.config").split("\n");
    for (const line of [
      "ECS_CLUSTER=fiji-plates",
      "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
      "ECS_RESERVED_MEMORY=512",
      "ECS_CONTAINER_STOP_TIMEOUT=110s",
      "ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=2m",
      "ECS_IMAGE_PULL_BEHAVIOR=prefer-cached",
      `ECS_AVAILABLE_LOGGING_DRIVERS=["json-file","awslogs"]`,
    ]) {
      assert.ok(config.includes(line), line);
    }
  });

  for (const [title, disks, root, expected] of [
    ["Xen, by its device name, beside an instance store", xen, "/dev/xvda1", "/dev/xvdf"],
    ["Nitro, by its model, beside an instance store and the root", nitro, "/dev/nvme0n1p1", "/dev/nvme2n1"],
    [
      "Nitro with the root on a whole disk",
      [disk("/dev/nvme0n1", EBS), disk("/dev/nvme1n1", EBS)],
      "/dev/nvme0n1",
      "/dev/nvme1n1",
    ],
  ] as const) {
    it(`finds the data volume on ${title}`, () => {
      machine = new Machine(disks, root);
      const { calls } = machine.boot();
      assert.deepEqual(
        calls.filter((call) => /^(mkfs|mount |systemctl try)/.test(call)),
        [
          `mkfs.xfs -q -L dfiji-work ${expected}`,
          `mount -o noatime ${expected} ROOT/var/lib/docker/volumes`,
          "systemctl try-restart docker.service",
        ],
      );
      assert.match(machine.read("etc/fstab"), /^LABEL=dfiji-work \/var\/lib\/docker\/volumes xfs /m);
    });
  }

  for (const [title, disks] of [
    ["the root is the only disk", [disk("/dev/nvme0n1", EBS), xen[1] ?? ""]],
    ["only an instance store is there", [...nitro.slice(2), ...nitro.slice(0, 1)]],
    ["the other disk holds a file system", [...nitro.slice(2), disk("/dev/nvme9n1", EBS, "ext4", "mine")]],
    [
      "the other disk has partitions",
      [
        ...nitro.slice(2),
        disk("/dev/nvme9n1", EBS),
        `NAME="/dev/nvme9n1p1" TYPE="part" PKNAME="/dev/nvme9n1" FSTYPE="" LABEL="" MODEL=""`,
      ],
    ],
    ["the root is unknown", nitro.slice(0, 2)],
  ] as const) {
    it(`formats nothing when ${title}, says so and continues`, () => {
      machine = new Machine(disks, "/dev/nvme0n1p1");
      const { calls, console } = machine.boot();
      assert.deepEqual(
        calls.filter((call) => /^(mkfs|mount )/.test(call)),
        [],
      );
      assert.match(console, /no empty EBS disk beside the root[^]*FAILED \(1\): data volume[^]*user data ended/);
    });
  }

  it("waits for a volume that shows up late", () => {
    machine = new Machine(nitro, "/dev/nvme0n1p1", { diskAfterLooks: 3 });
    const { calls } = machine.boot();
    assert.equal(calls.filter((call) => call === "sleep 1").length, 3);
    assert.ok(calls.includes("mkfs.xfs -q -L dfiji-work /dev/nvme2n1"));
  });

  it("mounts again without formatting when it boots a second time", () => {
    machine = new Machine(nitro, "/dev/nvme0n1p1");
    machine.boot();
    const [config, fstab] = [machine.read("etc/ecs/ecs.config"), machine.read("etc/fstab")];
    machine.disks(
      nitro.map((line) => (line.includes("nvme2n1") ? disk("/dev/nvme2n1", EBS, "xfs", "dfiji-work") : line)),
    );
    machine.unmount();
    const { calls } = machine.boot();
    assert.deepEqual(
      calls.filter((call) => /^(mkfs|mount )/.test(call)),
      ["mount -o noatime /dev/nvme2n1 ROOT/var/lib/docker/volumes"],
    );
    assert.deepEqual([machine.read("etc/ecs/ecs.config"), machine.read("etc/fstab")], [config, fstab]);
  });

  it("touches neither disk nor Docker while the volume is mounted", () => {
    machine = new Machine(nitro, "/dev/nvme0n1p1");
    machine.boot();
    const { calls } = machine.boot();
    assert.deepEqual(
      calls.filter((call) => /^(mkfs|mount |systemctl try|lsblk)/.test(call)),
      [],
    );
  });

  it("writes what the metadata service says, asked with a token", () => {
    machine = new Machine(xen, "/dev/xvda1");
    machine.boot();
    assert.deepEqual(JSON.parse(machine.read("var/lib/dfiji/machine.json")), {
      id: "i-0123",
      type: "m4.16xlarge",
      zone: "eu-west-1b",
      lifecycle: "spot",
    });
  });

  it("continues without the facts when the metadata service is silent", () => {
    machine = new Machine(xen, "/dev/xvda1", { noMetadata: true });
    const { console } = machine.boot();
    assert.match(console, /FAILED \(7\): facts about this machine[^]*user data ended/);
    assert.ok(!existsSync(join(machine.root, "var/lib/dfiji/machine.json")));
  });

  it("tells workers of a spot notice, and of nothing before", async () => {
    machine = new Machine(xen, "/dev/xvda1");
    const { calls } = machine.boot();
    assert.ok(calls.includes("systemctl enable --now dfiji-spot-notice.service"));
    const file = join(machine.root, "var/lib/dfiji/spot-notice");
    const notice = '{"action":"terminate","time":"2026-11-01T10:02:00Z"}';
    let looks = 0;
    const metadata = createServer(({ method, url, headers }, answer) => {
      if (method === "PUT" && url === "/latest/api/token") return answer.end("secret");
      if (headers["x-aws-ec2-metadata-token"] !== "secret") return answer.writeHead(401).end();
      if (url !== "/latest/meta-data/spot/instance-action") return answer.writeHead(404).end();
      assert.ok(!existsSync(file));
      return ++looks < 3 ? answer.writeHead(404).end() : answer.end(notice);
    }).listen(0, "127.0.0.1");
    try {
      await once(metadata, "listening");
      const { port } = metadata.address() as AddressInfo;
      const script = machine.read("usr/local/bin/dfiji-spot-notice").replace("sleep 5", "sleep 0.05");
      await promisify(execFile)("bash", ["-c", script, "sh", `http://127.0.0.1:${port}/latest`, file]);
      assert.equal(looks, 3);
      assert.equal(readFileSync(file, "utf8"), notice);
    } finally {
      metadata.close();
    }
  });

  it("sends memory, disk, system and agent log to the machines' log group", () => {
    machine = new Machine(xen, "/dev/xvda1");
    const { calls } = machine.boot();
    const config = JSON.parse(machine.read("opt/aws/amazon-cloudwatch-agent/etc/dfiji.json"));
    const files: { log_group_name: string; log_stream_name: string }[] = config.logs.logs_collected.files.collect_list;
    assert.deepEqual(
      files.map((file) => [file.log_group_name, file.log_stream_name]),
      ["machine", "system", "ecs-agent"].map((stream) => ["fiji-plates_perInstance", `{instance_id}/${stream}`]),
    );
    assert.ok(calls.some((call) => call.startsWith("amazon-cloudwatch-agent-ctl -a fetch-config -m ec2 -s -c file:")));
    assert.ok(calls.includes("systemctl enable --now dfiji-machine-log.timer dfiji-system-log.service"));
  });

  it("writes memory and disks as one JSON line", () => {
    machine = new Machine(xen, "/dev/xvda1");
    machine.boot();
    const script = machine.read("usr/local/bin/dfiji-machine-log").replaceAll("/var/", `${machine.root}/var/`);
    for (const look of [1, 2]) {
      execFileSync("bash", ["-c", script]);
      const lines = machine.read("var/log/dfiji/machine.log").trim().split("\n");
      assert.equal(lines.length, look);
      const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
      assert.deepEqual(Object.keys(line), [
        "msg",
        "machine",
        "memoryUsedPercent",
        "workDiskUsedPercent",
        "rootDiskUsedPercent",
      ]);
      assert.deepEqual([line["msg"], line["machine"]], [MACHINE_USE_EVENT, "i-0123"]);
      for (const key of Object.keys(line).slice(2)) assert.equal(typeof line[key], "number", key);
    }
  });

  it("mounts the input prefix read-only where its keys would lie in the bucket", () => {
    machine = new Machine(xen, "/dev/xvda1");
    const { calls } = machine.boot({ bucketMount: { bucket: "images", inputPrefix: "my plates/" } });
    assert.match(
      machine.read("usr/local/bin/dfiji-bucket"),
      /^exec mount-s3 --read-only --allow-other --prefix my\\ plates\/ images \/var\/lib\/dfiji\/bucket\/my\\ plates\/$/m,
    );
    assert.ok(calls.includes("systemctl enable --now dfiji-bucket.service"));
  });
  it("mounts the whole bucket when there is no input prefix", () => {
    machine = new Machine(xen, "/dev/xvda1");
    machine.boot({ bucketMount: { bucket: "images", inputPrefix: "" } });
    assert.match(machine.read("usr/local/bin/dfiji-bucket"), /--allow-other +images \/var\/lib\/dfiji\/bucket\/$/m);
  });

  it("still joins the cluster, with its volume and a word on the console, when no package can be had", () => {
    machine = new Machine(xen, "/dev/xvda1", { noPackages: true });
    const { calls, console, status } = machine.boot({ bucketMount: { bucket: "images", inputPrefix: "in/" } });
    assert.equal(status, 0);
    assert.match(machine.read("etc/ecs/ecs.config"), /^ECS_CLUSTER=fiji-plates$/m);
    assert.ok(calls.includes("mount -o noatime /dev/xvdf ROOT/var/lib/docker/volumes"));
    assert.match(console, /FAILED \(1\): CloudWatch agent[^]*FAILED \(1\): read-only mount of bucket images/);
    assert.ok(existsSync(join(machine.root, "var/lib/dfiji/bucket/in"))); // what the task binds is there, and empty
  });

  it("passes shellcheck, where that is installed", function () {
    machine = new Machine(xen, "/dev/xvda1");
    if (spawnSync("shellcheck", ["--version"]).status !== 0) {
      console.log("      shellcheck is not installed: the script was not checked with it");
      return;
    }
    const script = renderUserData({ ...args, bucketMount: { bucket: "images", inputPrefix: "in/" } });
    execFileSync("shellcheck", ["-s", "bash", "-"], { input: script });
  });
});

const args: UserDataArgs = {
  clusterName: "fiji-plates",
  machineLogGroup: "fiji-plates_perInstance",
  reservedMemoryMiB: 512,
};

interface Faults {
  readonly noPackages?: boolean;
  readonly noMetadata?: boolean;
  /** Looks at the disks that see none but the root's. */
  readonly diskAfterLooks?: number;
}

/** A line of `lsblk -P`. */
function disk(name: string, model = "", fsType = "", label = ""): string {
  return `NAME="${name}" TYPE="disk" PKNAME="" FSTYPE="${fsType}" LABEL="${label}" MODEL="${model}"`;
}

/** A folder as root file system, and stand-ins for all that would touch the real one; they write down their calls. */
class Machine {
  readonly #home = mkdtempSync(join(tmpdir(), "user-data-"));
  readonly root = join(this.#home, "root");
  readonly #state = join(this.#home, "state");

  constructor(disks: readonly string[], rootDevice: string, faults: Faults = {}) {
    for (const folder of ["root/etc", "state", "bin"]) mkdirSync(join(this.#home, folder), { recursive: true });
    writeFileSync(join(this.root, "etc/fstab"), "LABEL=/ / xfs defaults 0 0\n");
    this.disks(disks);
    const standIns: Record<string, string> = {
      findmnt: `echo ${rootDevice}`,
      lsblk: `
        looks=$(($(cat looks 2>/dev/null || echo 0) + 1)); echo $looks >looks
        if ((looks <= ${faults.diskAfterLooks ?? 0})); then grep nvme0n1 disks; else cat disks; fi`,
      blkid: `grep "NAME=\\"\${*: -1}\\"" disks | grep -o 'LABEL="[^"]*"' | cut -d'"' -f2`,
      "mkfs.xfs": "",
      mount: "touch mounted",
      mountpoint: "[ -e mounted ]",
      systemctl: "",
      sleep: "",
      dnf: faults.noPackages
        ? "echo 'Cannot download repomd.xml' >&2; exit 1"
        : `mkdir -p ROOT/opt/aws/amazon-cloudwatch-agent/bin
           ln -sf "$BIN/amazon-cloudwatch-agent-ctl" ROOT/opt/aws/amazon-cloudwatch-agent/bin/`,
      "amazon-cloudwatch-agent-ctl": "",
      curl: faults.noMetadata
        ? "exit 7"
        : `case "$*" in
             *"-X PUT"*seconds:*/latest/api/token) printf secret ;;
             *"token: secret"*/meta-data/instance-id) printf i-0123 ;;
             *"token: secret"*/meta-data/instance-type) printf m4.16xlarge ;;
             *"token: secret"*/meta-data/placement/availability-zone) printf eu-west-1b ;;
             *"token: secret"*/meta-data/instance-life-cycle) printf spot ;;
             *) exit 22 ;;
           esac`,
    };
    for (const [name, body] of Object.entries(standIns)) {
      const bin = join(this.#home, "bin");
      const text = `#!/bin/bash\nBIN='${bin}'\ncd '${this.#state}'\necho "${name} $*" >>calls\n${body}\n`;
      writeFileSync(join(bin, name), text.replaceAll("ROOT", this.root), { mode: 0o755 });
    }
  }

  boot(more: Partial<UserDataArgs> = {}): { calls: string[]; console: string; status: number | null } {
    const script = renderUserData({ ...args, ...more }).replace("ROOT=''", `ROOT='${this.root}'`);
    rmSync(join(this.#state, "calls"), { force: true });
    const env = { PATH: `${join(this.#home, "bin")}:/usr/bin:/bin` };
    const { stdout, stderr, status } = spawnSync("bash", ["-s"], { input: script, env, encoding: "utf8" });
    const calls = readFileSync(join(this.#state, "calls"), "utf8").replaceAll(this.root, "ROOT").trim().split("\n");
    return { calls, console: stdout + stderr, status };
  }

  disks(lines: readonly string[]): void {
    writeFileSync(join(this.#state, "disks"), `${lines.join("\n")}\n`);
  }

  unmount(): void {
    rmSync(join(this.#state, "mounted"));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  remove(): void {
    rmSync(this.#home, { recursive: true });
  }
}
