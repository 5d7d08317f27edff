import type { ResourceInputs } from "../support/resources";
import type { Known } from "./known";

/** Sizes of a machine's volumes, GiB. */
export interface Volumes {
  /** Absent: as large as the AMI says. */
  readonly rootGiB?: number | undefined;
  /** All other volumes together; absent: there is none. */
  readonly dataGiB?: number | undefined;
}

type Template = ResourceInputs["aws:ec2/launchTemplate:LaunchTemplate"];
/** The shape that launch specifications and launch configurations share. */
export interface BlockDevices {
  readonly rootBlockDevices?: readonly { readonly volumeSize?: number | undefined }[] | undefined;
  readonly ebsBlockDevices?: readonly { readonly volumeSize?: number | undefined }[] | undefined;
}

/** Names under which an AMI expects its root volume. */
const ROOT_DEVICES = ["/dev/xvda", "/dev/sda1"];

export function templateVolumes(template: Template, known: Known): Volumes {
  const mappings = known(() => template.blockDeviceMappings, []) ?? [];
  const sizes = mappings.flatMap((mapping) => {
    const device = known(() => mapping.deviceName, undefined);
    const size = known(() => mapping.ebs?.volumeSize, undefined);
    return size === undefined ? [] : [{ root: ROOT_DEVICES.includes(device ?? ""), size }];
  });
  const data = sizes.filter(({ root }) => !root).map(({ size }) => size);
  return { rootGiB: sizes.find(({ root }) => root)?.size, dataGiB: total(data) };
}

export function deviceVolumes(machine: BlockDevices, known: Known): Volumes {
  const rootBlockDevices = known(() => machine.rootBlockDevices, undefined);
  const ebsBlockDevices = known(() => machine.ebsBlockDevices, undefined);
  const sizes = (devices: BlockDevices["ebsBlockDevices"] = []) =>
    devices.flatMap((device) => known(() => device.volumeSize, undefined) ?? []);
  return { rootGiB: sizes(rootBlockDevices)[0], dataGiB: total(sizes(ebsBlockDevices)) };
}

function total(sizes: readonly number[]): number | undefined {
  return sizes.length === 0 ? undefined : sizes.reduce((sum, size) => sum + size, 0);
}
