import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CATALOGUE_DATE,
  instanceType,
  INSTANCE_TYPES,
  nearestTypes,
  typesOf,
} from "../../../policy/rules/instance-types";
import { type Catalogue, entryOf, renderCatalogue } from "../../../scripts/catalogue";

const FILE = join(__dirname, "..", "..", "..", "policy", "instance-types.json");

describe("catalogue", () => {
  it("is what the generator writes: sorted, one type a line", () => {
    const text = readFileSync(FILE, "utf8");
    assert.equal(renderCatalogue(JSON.parse(text) as Catalogue), text);
  });

  it("names a thousand types and more, each once, with its day", () => {
    assert.ok(INSTANCE_TYPES.length > 1000);
    assert.equal(new Set(INSTANCE_TYPES.map((type) => type.name)).size, INSTANCE_TYPES.length);
    assert.match(CATALOGUE_DATE, /^\d{4}-\d\d-\d\d$/u);
  });

  it("knows for every type vCPUs, memory and architecture", () => {
    for (const type of INSTANCE_TYPES) {
      assert.match(type.name, /^[a-z0-9-]+\.[a-z0-9-]+$/u);
      assert.ok(Number.isInteger(type.vcpus) && type.vcpus > 0, type.name);
      assert.ok(Number.isInteger(type.memoryMiB) && type.memoryMiB > 0, type.name);
      assert.ok(type.architectures.length > 0, type.name);
    }
  });

  it("knows the machine of the worked example, old as it is", () => {
    assert.deepEqual(instanceType("m4.16xlarge"), {
      name: "m4.16xlarge",
      vcpus: 64,
      memoryMiB: 262_144,
      architectures: ["x86_64"],
      instanceStoreGB: 0,
      network: "25 Gigabit",
      spot: true,
      ebsOptimized: "default",
      current: false,
      gpus: 0,
      networkInterfaces: 8,
    });
  });

  it("keeps what EC2 tells of a type", () => {
    assert.deepEqual(
      entryOf({
        InstanceType: "m6gd.large",
        VCpuInfo: { DefaultVCpus: 2 },
        MemoryInfo: { SizeInMiB: 8192 },
        ProcessorInfo: { SupportedArchitectures: ["arm64"] },
        InstanceStorageInfo: { TotalSizeInGB: 118 },
        NetworkInfo: { NetworkPerformance: "Up to 10 Gigabit", MaximumNetworkInterfaces: 3 },
        GpuInfo: { Gpus: [{ Count: 0, LogicalGpuCount: 1 }, { Count: 2 }] },
        SupportedUsageClasses: ["on-demand"],
        EbsInfo: { EbsOptimizedSupport: "supported" },
        CurrentGeneration: true,
      }),
      {
        name: "m6gd.large",
        vcpus: 2,
        memoryMiB: 8192,
        architectures: ["arm64"],
        instanceStoreGB: 118,
        network: "Up to 10 Gigabit",
        spot: false,
        ebsOptimized: "supported",
        current: true,
        gpus: 3,
        networkInterfaces: 3,
      },
    );
  });

  it("leaves out what ECS cannot run on: Macs, and types without vCPUs or memory", () => {
    const linux = { SupportedArchitectures: ["x86_64" as const] };
    const mac = { SupportedArchitectures: ["arm64_mac" as const] };
    const whole = { VCpuInfo: { DefaultVCpus: 8 }, MemoryInfo: { SizeInMiB: 16_384 } };
    assert.equal(entryOf({ InstanceType: "mac2.metal", ...whole, ProcessorInfo: mac }), undefined);
    assert.equal(entryOf({ InstanceType: "m5.large", ProcessorInfo: linux }), undefined);
  });
});

describe("nearest types", () => {
  for (const [asked, nearest] of Object.entries({
    "m5.largee": "m5.large",
    "M5.large": "m5.large",
    "m5.3xlarge": "m5.2xlarge",
    c5xlarge: "c5.xlarge",
    " m5.large": "m5.large",
    "m55.large": "m5.large",
  })) {
    it(`of "${asked}" begin with ${nearest}`, () => {
      assert.equal(nearestTypes(asked)[0], nearest);
    });
  }

  it("are as many as asked for", () => {
    assert.equal(nearestTypes("x", 5).length, 5);
  });
});

describe("families", () => {
  it("hold all sizes but the metal ones, and not those of longer names", () => {
    const names = typesOf(["m5"]).map((type) => type.name);
    assert.ok(names.includes("m5.24xlarge"));
    assert.ok(!names.includes("m5.metal"));
    assert.ok(!names.some((name) => name.startsWith("m5d")));
  });
});
