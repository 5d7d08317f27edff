import assert from "node:assert/strict";
import fc from "fast-check";
import { endProblems, fleetProblems } from "../../../policy/rules/fleet";
import { billionths, decimalText, priceProblems } from "../../../policy/rules/price";

const now = new Date("2026-11-22T00:00:00Z");
const good = {
  maxSpotPrice: "0.10",
  machines: 3,
  allocationStrategy: "priceCapacityOptimized",
  validUntil: "2026-12-06T00:00:00Z",
  terminateWithExpiration: true,
  fleetType: "maintain",
  excessCapacityTermination: "NoTermination",
};
const problems = (spoiled: Partial<Parameters<typeof fleetProblems>[0]>, limits = {}) =>
  fleetProblems({ ...good, ...spoiled }, limits, now);

describe("exact decimals", () => {
  it("read and write every amount of up to nine decimals without rounding", () => {
    const amount = fc.tuple(fc.nat({ max: 999_999 }), fc.nat({ max: 999_999_999 }));
    fc.assert(
      fc.property(amount, ([whole, fraction]) => {
        const text = `${whole}.${String(fraction).padStart(9, "0")}`;
        const units = billionths(text);
        assert.equal(units, BigInt(whole) * 1_000_000_000n + BigInt(fraction));
        assert.equal(billionths(decimalText(units)), units);
      }),
    );
  });

  it("knows that 3 × 0.1 is 0.3, which binary fractions do not", () => {
    assert.equal(decimalText(3n * (billionths("0.1") ?? 0n)), "0.3");
    assert.deepEqual(priceProblems({ maxSpotPrice: "0.1", machines: 3 }, { maxHourlyCost: "0.3" }), []);
  });

  for (const text of ["", "1e-3", "-1", "0,10", ".5", "1.", "0.1234567891", "NaN", "$1"]) {
    it(`refuse "${text}"`, () => {
      assert.equal(billionths(text), undefined);
    });
  }
});

describe("fleet rule", () => {
  it("has nothing against our own fleet", () => {
    assert.deepEqual(problems({}), []);
    assert.deepEqual(problems({}, { maxSpotPrice: "0.1", maxHourlyCost: "0.30", maxDays: 14 }), []);
  });

  it("refuses a fleet that names no price", () => {
    assert.deepEqual(problems({ maxSpotPrice: undefined }), [
      "maxSpotPrice is not set; set it to the most you pay for one machine-hour",
    ]);
  });

  for (const maxSpotPrice of ["0", "0.00", "ten", "1e3"]) {
    it(`refuses a price of "${maxSpotPrice}"`, () => {
      assert.deepEqual(problems({ maxSpotPrice }), [
        `maxSpotPrice is "${maxSpotPrice}"; write USD above 0 with a decimal point, such as "0.10"`,
      ]);
    });
  }

  it("refuses a price above the limit", () => {
    assert.deepEqual(problems({}, { maxSpotPrice: "0.0999" }), [
      "maxSpotPrice is 0.1 USD, above the limit; lower it to 0.0999",
    ]);
  });

  it("refuses a fleet whose hour costs too much, and says how many machines it may have", () => {
    assert.deepEqual(problems({ machines: 26 }, { maxHourlyCost: "2.5" }), [
      "26 machines × 0.1 USD are 2.6 USD per hour, more than maxHourlyCost 2.5; lower machines to 25 or raise maxHourlyCost",
    ]);
    assert.deepEqual(problems({ machines: 1 }, { maxHourlyCost: "0.05" }), [
      "1 machine × 0.1 USD are 0.1 USD per hour, more than maxHourlyCost 0.05; lower maxSpotPrice to 0.05 or raise maxHourlyCost",
    ]);
  });

  it("names a limit that is no amount", () => {
    assert.deepEqual(problems({}, { maxHourlyCost: "two" }), [
      'maxHourlyCost (limit) is "two"; write USD with a decimal point, such as "2.50"',
    ]);
  });

  for (const allocationStrategy of ["lowestPrice", "lowest-price", "LOWEST_PRICE"]) {
    it(`refuses ${allocationStrategy}`, () => {
      assert.deepEqual(problems({ allocationStrategy }), [
        `allocationStrategy is ${allocationStrategy}: the most interruptions; set it to priceCapacityOptimized`,
      ]);
    });
  }

  it("refuses a strategy left to the provider, whose default is the worst", () => {
    assert.deepEqual(problems({ allocationStrategy: undefined }), [
      "allocationStrategy is not set, which means lowestPrice: the most interruptions; set it to priceCapacityOptimized",
    ]);
  });

  it("refuses a fleet without an end, with one far ahead, and with one that is no date", () => {
    assert.deepEqual(problems({ validUntil: undefined }), [
      "validUntil is not set; set an end date at most 30 days from now",
    ]);
    assert.deepEqual(problems({ validUntil: "2027-11-22T00:00:00Z" }), [
      "validUntil is 2027-11-22T00:00:00Z, 365 days ahead; choose a date at most 30 days from now",
    ]);
    assert.deepEqual(problems({ validUntil: "next week" }), [
      'validUntil is "next week"; write a date such as 2030-01-31T00:00:00Z',
    ]);
  });

  it("takes an end date on the last day allowed, and one that has passed", () => {
    assert.deepEqual(endProblems("2026-12-22T00:00:00Z", { now }), []);
    assert.equal(endProblems("2026-12-22T03:00:00Z", { now }).length, 1);
    assert.deepEqual(endProblems("2026-01-01T00:00:00Z", { now }), []);
  });

  it("refuses machines that outlive their fleet", () => {
    for (const terminateWithExpiration of [false, undefined]) {
      assert.deepEqual(problems({ terminateWithExpiration }), [
        "machines outlive the end date; set terminateInstancesWithExpiration: true",
      ]);
    }
  });

  for (const spelling of ["NoTermination", "noTermination", "no-termination"]) {
    it(`takes a maintain fleet with ${spelling}`, () => {
      assert.deepEqual(problems({ excessCapacityTermination: spelling }), []);
    });
  }

  for (const excessCapacityTermination of ["Default", "default", undefined]) {
    it(`refuses a maintain fleet with ${excessCapacityTermination ?? "nothing said"}`, () => {
      assert.deepEqual(problems({ fleetType: undefined, excessCapacityTermination }), [
        `excessCapacityTerminationPolicy is ${excessCapacityTermination ?? "Default"} on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "NoTermination"`,
      ]);
    });
  }

  it("lets a request fleet be, which AWS never scales in", () => {
    assert.deepEqual(problems({ fleetType: "request", excessCapacityTermination: "Default" }), []);
  });
});
