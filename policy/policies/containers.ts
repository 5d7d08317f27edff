import { posix } from "node:path";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { jobContainers, jobVolumes } from "../support/batch";
import { type About, checks } from "../support/check-runner";
import { atContainer, atJob, type Container, containersOf, type PathOf } from "../support/containers";
import { settings } from "../support/settings";
import { all, each, ifKnown } from "../support/unknowns";

/** What Docker gives every container unless it is dropped. */
const DOCKER_CAPABILITIES = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/** A process that breaks out of such a container controls the machine, with every other task and its credentials. */
export const containersAreConfined: ResourceValidationPolicy = {
  name: "containers-are-confined",
  description:
    "Containers get no privileges, capabilities, devices or folders of the machine that are not allowed by name, nor its network or processes.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    "Leave privileged, capabilities and host modes out; mount buckets on the machine and bind them read-only instead of mounting in the container.",
  configSchema: settings({
    allowedHostPaths: {
      type: "array",
      items: { type: "string" },
      default: ["/data", "/media", "/mnt", "/scratch", "/srv", "/var/lib/dfiji"],
      description: "Folders of the machine that containers may get, with all below them.",
    },
    allowedCapabilities: {
      type: "array",
      items: { type: "string" },
      default: DOCKER_CAPABILITIES,
      description: "Capabilities that containers may add; the default is what Docker gives every container.",
    },
    allowedDevices: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Devices of the machine that containers may get, e.g. `/dev/fuse`. GPUs need none.",
    },
  }),
  validateResource: checks({
    "aws:ecs/taskDefinition:TaskDefinition": [
      (task, { report }) => {
        if (task.networkMode === "host") report('networkMode is "host"; use "bridge" or "awsvpc"', "networkMode");
      },
      (task, { report }) => {
        if (task.pidMode === "host") report('pidMode is "host"; remove pidMode', "pidMode");
      },
      (task, { report }) => {
        if (task.ipcMode === "host") report('ipcMode is "host"; leave it out', "ipcMode");
      },
      (task, { report, args }) =>
        each(task.volumes, (volume) => {
          const { allowedHostPaths } = args.getConfig<Allowed>();
          all(
            [() => volume.hostPath, () => volume.dockerVolumeConfiguration?.driverOpts?.["device"]].map(
              (read) => () => {
                const path = read();
                if (path)
                  checkHostPath(
                    ifKnown(() => volume.name, "?"),
                    path,
                    allowedHostPaths,
                    report,
                  );
              },
            ),
          );
        }),
      (task, about) => checkContainers(containersOf(task), atContainer, about),
    ],
    "aws:batch/jobDefinition:JobDefinition": [
      (job, { report, args }) => {
        const { allowedHostPaths } = args.getConfig<Allowed>();
        for (const { name, path } of jobVolumes(job)) checkHostPath(name, path, allowedHostPaths, report);
      },
      (job, about) => checkContainers(jobContainers(job), atJob, about),
    ],
  }),
};

/** Root in a container is root of the machine's kernel: one bug away from the machine. */
export const containersAreNotRoot: ResourceValidationPolicy = {
  name: "containers-are-not-root",
  description: "Containers name a user that is not root.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: 'Set user in the container definition, e.g. "1000", and give that user the folders it writes to.',
  configSchema: settings(),
  validateResource: checks({
    "aws:ecs/taskDefinition:TaskDefinition": [(task, about) => checkUsers(containersOf(task), atContainer, about)],
    "aws:batch/jobDefinition:JobDefinition": [(job, about) => checkUsers(jobContainers(job), atJob, about)],
  }),
};

interface Allowed {
  readonly allowedHostPaths: readonly string[];
  readonly allowedCapabilities: readonly string[];
  readonly allowedDevices: readonly string[];
}

function checkContainers(containers: readonly Container[], at: PathOf, { report, args }: About): void {
  const { allowedCapabilities, allowedDevices } = args.getConfig<Allowed>();
  for (const { name, privileged, addedCapabilities, devices, securityOptions } of containers) {
    if (privileged === true) report(`container "${name}" is privileged; leave privileged out`, at(name, "privileged"));
    for (const capability of addedCapabilities) {
      if (allowedCapabilities.includes(capability.toUpperCase().replace(/^CAP_/u, ""))) continue;
      report(
        `container "${name}" adds ${capability}; leave it out of linuxParameters.capabilities.add`,
        at(name, "linuxParameters.capabilities"),
      );
    }
    for (const device of devices) {
      if (allowedDevices.includes(posix.normalize(device))) continue;
      report(
        `container "${name}" gets the machine's device ${device}; remove it from linuxParameters.devices, or add it to allowedDevices`,
        at(name, "linuxParameters.devices"),
      );
    }
    for (const option of securityOptions) {
      if (CONFINING.test(option)) continue;
      report(
        `container "${name}" has the security option ${option}; leave it out of dockerSecurityOptions`,
        at(name, "dockerSecurityOptions"),
      );
    }
  }
}

function checkHostPath(name: string, path: string, allowed: readonly string[], report: About["report"]): void {
  if (!isPath(path) || isBelow(path, allowed)) return;
  report(
    `volume "${name}" is the machine's ${path}; bind a folder below ${allowed.join(", ")}, or list its own in allowedHostPaths`,
    "volumes",
  );
}

/** Options that take rights away: a profile of its own, but not `unconfined`, and no label that is `disable`. */
const CONFINING =
  /^(no-new-privileges(:true)?|apparmor[:=](?!unconfined)[\w./-]+|label[:=](user|role|type|level)[:=].+)$/iu;

/** `device` of a volume driver may also be `host:/export` or `tmpfs`, which are none of the machine's folders. */
function isPath(text: string): boolean {
  return text.startsWith("/") || text.startsWith(".");
}

/** Whether a folder is one of the others or below it; `..`, `//` and `.` are resolved as the kernel does. */
function isBelow(path: string, folders: readonly string[]): boolean {
  const real = `${posix.normalize(path)}/`.replace(/\/+$/u, "/");
  return folders.some((folder) => real.startsWith(`${posix.normalize(folder)}/`.replace(/\/+$/u, "/")));
}

/** Docker: "uids and gids must be in range 0-2147483647". In 32 bits 4294967296 would be 0, root. */
const MAX_UID = 2 ** 31 - 1;

function checkUsers(containers: readonly Container[], at: PathOf, { report }: About): void {
  for (const { name, user } of containers) {
    if (user === undefined || user === "") {
      report(
        `container "${name}" has no user, and most images then run as root; set user, e.g. "1000"`,
        at(name, "user"),
      );
    } else if (Number(/^\s*\+?(\d+)/u.exec(user)?.[1] ?? 0) > MAX_UID) {
      report(
        `container "${name}" runs as ${user}, and Docker refuses numbers above ${MAX_UID}; set user to a smaller one, e.g. "1000"`,
        at(name, "user"),
      );
    } else if (/^\s*\+?(root|0+)\s*(:|$)/u.test(user)) {
      report(`container "${name}" runs as ${user}; set user to another, e.g. "1000"`, at(name, "user"));
    }
  }
}
