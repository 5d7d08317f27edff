import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { instanceType } from "../../../policy/rules/instance-types";
import { dearestOf, onDemandPrice, PRICES_DATE, PRICES_SOURCE } from "../../../policy/rules/on-demand-prices";
import { joined, renderPrices } from "../../../scripts/prices";

const FILE = join(__dirname, "..", "..", "..", "policy", "on-demand-prices.json");
const REGION = "us-east-1";

interface PriceFile {
  readonly date: string;
  readonly source: string;
  readonly regions: readonly string[];
  readonly types: Readonly<Record<string, string>>;
}
const file = JSON.parse(readFileSync(FILE, "utf8")) as PriceFile;

describe("on-demand prices", () => {
  // AWS's public price list, as of 2022 to 2026; the last three also in the catalogue of SkyPilot of 2026
  for (const [type, region, price] of [
    ["m5.xlarge", "us-east-1", "0.192"],
    ["c5.large", "us-east-1", "0.085"],
    ["m4.16xlarge", "us-east-1", "3.2"],
    ["m5.xlarge", "eu-central-1", "0.23"],
    ["t3.medium", "eu-west-1", "0.0456"],
    ["m7i.large", "us-east-1", "0.1008"],
    ["g4dn.xlarge", "eu-west-1", "0.587"],
    ["g5.12xlarge", "eu-west-1", "6.33167"],
    ["c3.8xlarge", "ap-northeast-1", "2.043"],
  ] as const) {
    it(`are ${price} USD for ${type} in ${region}`, () => assert.equal(onDemandPrice(type, region), price));
  }

  it("are unknown of types and regions that the source lacks, and of those that became cheaper after it", () => {
    for (const [type, region] of [
      ["c9g.large", REGION],
      ["m5.xlarge", "ap-southeast-5"],
      ["m5.xlarge", "moon-north-1"],
      ["m55.xlarge", REGION],
      ["constructor", REGION],
      ["p4d.24xlarge", REGION],
      ["p5.48xlarge", REGION],
    ] as const) {
      assert.equal(onDemandPrice(type, region), undefined, `${type} in ${region}`);
    }
  });

  it("are positive decimals with a column for each region, of types in the catalogue, with day and source", () => {
    for (const [type, row] of Object.entries(file.types)) {
      assert.ok(instanceType(type), type);
      const prices = row.split(" ");
      assert.equal(prices.length, file.regions.length, type);
      for (const price of prices) assert.match(price, /^(?:-|(?=.*[1-9])\d{1,3}(?:\.\d{1,6})?)$/u, type);
    }
    assert.ok(Object.keys(file.types).length > 700);
    assert.match(PRICES_DATE, /^\d{4}-\d\d-\d\d$/u);
    assert.match(PRICES_SOURCE, /Apache Libcloud .*\d{4}-\d\d-\d\d/u);
  });

  it("grow with the size within a family: no price of another market slipped in", () => {
    const perVcpu = (type: string, price: string): number => Number(price) / (instanceType(type)?.vcpus ?? 1);
    for (const family of ["m5", "c5", "r5", "m6i", "c6i", "r6i", "c7g", "m7i", "r7i"]) {
      for (const [index, region] of file.regions.entries()) {
        const prices = Object.entries(file.types)
          .filter(([type]) => type.startsWith(`${family}.`) && !type.includes(".metal"))
          .map(([type, row]) => [type, row.split(" ")[index] ?? "-"] as const)
          .filter(([, price]) => price !== "-")
          .map(([type, price]) => perVcpu(type, price));
        if (prices.length === 0) continue;
        assert.ok(Math.max(...prices) / Math.min(...prices) < 1.02, `${family} in ${region}`);
      }
    }
  });

  it("name the dearest of several types, or one that has none", () => {
    assert.deepEqual(dearestOf(["m5.xlarge", "m4.16xlarge", "c5.large"], REGION), {
      type: "m4.16xlarge",
      price: "3.2",
    });
    assert.deepEqual(dearestOf(["m5.xlarge", "c9g.large"], REGION), { unpriced: "c9g.large" });
  });
});

describe("npm run prices", () => {
  const types = new Set(["m5.large", "m9.large", "m9.xlarge", "m9.2xlarge", "m9.4xlarge", "g9.large", "p5.48xlarge"]);
  const REGIONS = ["us-east-1"];
  const table = (prices: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(prices).map(([type, usd]) => [type, Object.fromEntries(REGIONS.map((region) => [region, usd]))]),
    );
  const found = (base: Record<string, number>, later: Record<string, number>): Record<string, number | undefined> =>
    Object.fromEntries(
      [...joined(table(base), table(later), types)].map(([type, prices]) => [type, prices.get("us-east-1")]),
    );

  it("takes the older table as it is, even where the later one has another price", () => {
    assert.deepEqual(found({ "m5.large": 0.1 }, { "m5.large": 0.106 }), { "m5.large": 0.1 });
  });

  it("adds what three sizes of a family agree on, and leaves out the price of dedicated machines and zeros", () => {
    const m9 = { "m9.large": 0.1, "m9.xlarge": 0.2, "m9.2xlarge": 0.4, "m9.4xlarge": 0.85 };
    assert.deepEqual(found({}, m9), { "m9.large": 0.1, "m9.xlarge": 0.2, "m9.2xlarge": 0.4 });
    assert.deepEqual(found({}, { ...m9, "m9.large": 0, "m9.4xlarge": 0 }), {});
  });

  it("leaves out accelerators, what became cheaper, types that the catalogue lacks, and local zones", () => {
    assert.deepEqual(found({ "p5.48xlarge": 98, "m7.large": 0.1 }, { "g9.large": 1 }), {});
    assert.deepEqual([...joined({ "m5.large": { "us-west-2-lax-1": 0.1 } }, {}, types)], []);
  });

  it("writes the file that is checked in: sorted, one type a line", () => {
    const prices = new Map(
      Object.entries(file.types).map(([type, row]) => [
        type,
        new Map(
          row
            .split(" ")
            .map((price, index) => [file.regions[index] ?? "", Number(price)] as const)
            .filter(([, price]) => !Number.isNaN(price)),
        ),
      ]),
    );
    assert.equal(renderPrices({ ...file, prices }), readFileSync(FILE, "utf8"));
  });
});
