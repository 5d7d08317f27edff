import type { StackValidationPolicy } from "@pulumi/policy";
import { FLEET_TYPES } from "../facts/fleets";
import { foreignTemplates } from "../facts/launch-templates";
import { type About, checksInStack, type Stack } from "../support/check-runner";
import type { ResourceInputs } from "../support/resources";
import { settings } from "../support/settings";
import { all, each } from "../support/unknowns";

/** A script that can reach the metadata service takes the machine's role, which may do more than the task's. */
export const machinesHideTheirCredentials: StackValidationPolicy = {
  name: "machines-hide-their-credentials",
  description: "Machines demand IMDSv2 and answer no further than themselves, so containers don't get their role.",
  enforcementLevel: "mandatory",
  severity: "critical",
  remediationSteps:
    'Set metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 } in a launch template of this stack.',
  configSchema: settings({
    maxHops: {
      type: "integer",
      default: 1,
      description: "Most network hops of a metadata answer; containers in bridge mode are reached with 2.",
    },
    trustedLaunchTemplates: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: "Names or ids (`lt-…`) of launch templates from elsewhere that machines may start from.",
    },
  }),
  validateStack: checksInStack(
    {
      "aws:ec2/launchTemplate:LaunchTemplate": [
        ({ metadataOptions }, { report, args }) => checkMetadata(metadataOptions, maxHopsOf(args), report),
      ],
      "aws:ec2/launchConfiguration:LaunchConfiguration": [
        ({ metadataOptions }, { report, args }) => checkMetadata(metadataOptions, maxHopsOf(args), report),
      ],
      "aws:ec2/instance:Instance": [instanceMetadata],
      "aws:ec2/spotInstanceRequest:SpotInstanceRequest": [instanceMetadata],
      "aws:ec2/spotFleetRequest:SpotFleetRequest": [
        ({ launchSpecifications }, { report }) => {
          if ((launchSpecifications?.length ?? 0) === 0) return;
          report("launchSpecifications can't demand IMDSv2; use launchTemplateConfigs", "launchSpecifications");
        },
      ],
    },
    { types: FLEET_TYPES, check: templatesAreShown },
  ),
};

/** Work folders hold people's images; a volume that is given back must not keep them readable. */
export const volumesAreEncrypted: StackValidationPolicy = {
  name: "volumes-are-encrypted",
  description: "Root and data volumes of machines are encrypted.",
  enforcementLevel: "mandatory",
  severity: "high",
  remediationSteps: "Name every volume, also the root (its device is the image's, e.g. /dev/xvda), and set encrypted.",
  configSchema: settings(),
  validateStack: checksInStack({
    "aws:ec2/launchTemplate:LaunchTemplate": [
      ({ blockDeviceMappings }, { report }) => {
        if ((blockDeviceMappings?.length ?? 0) === 0)
          report(NO_VOLUME_NAMED("blockDeviceMappings"), "blockDeviceMappings");
        each(blockDeviceMappings, ({ deviceName, ebs, virtualName, noDevice }) => {
          if (virtualName !== undefined || (noDevice !== undefined && noDevice !== "false")) return;
          // text in a launch template
          checkEncrypted(ebs?.encrypted, `volume ${deviceName ?? "?"}`, "ebs.encrypted", report);
        });
      },
    ],
    "aws:ec2/launchConfiguration:LaunchConfiguration": [
      ({ rootBlockDevice }, { report }) =>
        checkEncrypted(rootBlockDevice?.encrypted, "the root volume", "rootBlockDevice.encrypted", report),
      ({ ebsBlockDevices }, { report }) => checkEbsDevices(ebsBlockDevices, report),
    ],
    "aws:ec2/instance:Instance": [instanceRoot, instanceVolumes],
    "aws:ec2/spotInstanceRequest:SpotInstanceRequest": [instanceRoot, instanceVolumes],
    "aws:ec2/spotFleetRequest:SpotFleetRequest": [
      ({ launchSpecifications }, { report }) =>
        each(launchSpecifications, (specification) =>
          all([
            () => {
              const roots = specification.rootBlockDevices;
              if ((roots?.length ?? 0) === 0) {
                report(
                  NO_VOLUME_NAMED("launchSpecifications[].rootBlockDevices"),
                  "launchSpecifications.rootBlockDevices",
                );
              }
              each(roots, ({ encrypted }) =>
                checkEncrypted(encrypted, "the root volume", "rootBlockDevices[].encrypted", report),
              );
            },
            () => checkEbsDevices(specification.ebsBlockDevices, report),
          ]),
        ),
    ],
    "aws:ebs/volume:Volume": [({ encrypted }, { report }) => checkEncrypted(encrypted, "it", "encrypted", report)],
  }),
};

/** What is in a template of another stack shows in no preview. */
function templatesAreShown(stack: Stack): void {
  const { trustedLaunchTemplates } = stack.args.getConfig<{ trustedLaunchTemplates: readonly string[] }>();
  for (const { resource, template, at } of foreignTemplates(stack)) {
    if (!resource.isJudged || trustedLaunchTemplates.includes(template)) continue;
    resource.report(
      `takes launch template ${template} from outside this stack, whose metadata options do not show; make the template in this stack, or list it in trustedLaunchTemplates`,
      at,
    );
  }
}

type Instance = ResourceInputs["aws:ec2/instance:Instance" | "aws:ec2/spotInstanceRequest:SpotInstanceRequest"];

function instanceMetadata({ metadataOptions, launchTemplate }: Instance, { report, args }: About): void {
  if (launchTemplate !== undefined && metadataOptions === undefined) return; // the template's word counts
  checkMetadata(metadataOptions, maxHopsOf(args), report);
}

function instanceRoot({ rootBlockDevice, launchTemplate }: Instance, { report }: About): void {
  if (launchTemplate !== undefined && rootBlockDevice === undefined) return; // the template's word counts
  checkEncrypted(rootBlockDevice?.encrypted, "the root volume", "rootBlockDevice.encrypted", report);
}

function instanceVolumes({ ebsBlockDevices }: Instance, { report }: About): void {
  checkEbsDevices(ebsBlockDevices, report);
}

interface MetadataOptions {
  readonly httpEndpoint?: string | undefined;
  readonly httpTokens?: string | undefined;
  readonly httpPutResponseHopLimit?: number | undefined;
}

function checkMetadata(options: MetadataOptions | undefined, maxHops: number, report: About["report"]): void {
  if (options?.httpEndpoint === "disabled") return;
  all([
    () => {
      const tokens = options?.httpTokens || undefined; // "" in outputs
      if (tokens === "required") return;
      report(
        `metadataOptions.httpTokens is ${tokens === undefined ? "not set" : `"${tokens}"`}; set it to "required"`,
        "metadataOptions.httpTokens",
      );
    },
    () => {
      const hops = options?.httpPutResponseHopLimit || undefined; // 0 in outputs
      // nothing said: the image decides, and Amazon Linux 2023 says 2
      if (hops !== undefined && hops <= maxHops) return;
      report(
        `metadataOptions.httpPutResponseHopLimit is ${hops ?? "not set"}; set it to ${maxHops}`,
        "metadataOptions.httpPutResponseHopLimit",
      );
    },
  ]);
}

function maxHopsOf(args: { getConfig<T extends object>(): T }): number {
  return args.getConfig<{ maxHops?: number }>().maxHops ?? 1;
}

const NO_VOLUME_NAMED = (property: string): string =>
  `names no volume, so the root is as the image says, mostly not encrypted; name it in ${property} with encrypted`;

function checkEbsDevices(
  devices: readonly { readonly deviceName: string; readonly encrypted?: boolean | undefined }[] | undefined,
  report: About["report"],
): void {
  each(devices, ({ deviceName, encrypted }) =>
    checkEncrypted(encrypted, `volume ${deviceName}`, "ebsBlockDevices[].encrypted", report),
  );
}

function checkEncrypted(
  encrypted: boolean | string | undefined,
  what: string,
  property: string,
  report: About["report"],
): void {
  if (encrypted === true || encrypted === "true") return;
  report(`${what} is not encrypted; set ${property} to true`, property.replace("[]", ""));
}
