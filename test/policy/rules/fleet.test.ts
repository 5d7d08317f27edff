import assert from "node:assert/strict";
import fc from "fast-check";
import { allocationProblems, endProblems, excessProblems } from "../../../policy/rules/fleet";
import { billionths, decimalText, priceProblems } from "../../../policy/rules/price";

const now = new Date("2026-11-22T00:00:00Z");

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

describe("price rule", () => {
  it("takes a price at its limits", () => {
    assert.deepEqual(
      priceProblems({ maxSpotPrice: "0.10", machines: 3 }, { maxSpotPrice: "0.1", maxHourlyCost: "0.30" }),
      [],
    );
  });

  it("refuses a fleet that names no price", () => {
    assert.deepEqual(priceProblems({ machines: 3 }), [
      "maxSpotPrice is not set; set it to the most you pay for one machine-hour",
    ]);
  });

  for (const maxSpotPrice of ["0", "0.00", "ten", "1e3"]) {
    it(`refuses a price of "${maxSpotPrice}", by the name that it has there`, () => {
      assert.deepEqual(priceProblems({ maxSpotPrice, machines: 3, name: "spotPrice" }), [
        `spotPrice is "${maxSpotPrice}"; write USD above 0 with a decimal point, such as "0.10"`,
      ]);
    });
  }

  it("refuses a price above the limit", () => {
    assert.deepEqual(priceProblems({ maxSpotPrice: "0.10", machines: 3 }, { maxSpotPrice: "0.0999" }), [
      "maxSpotPrice is 0.1 USD, above the limit; lower it to 0.0999",
    ]);
  });

  it("refuses a fleet whose hour costs too much, and says how many machines it may have", () => {
    assert.deepEqual(priceProblems({ maxSpotPrice: "0.10", machines: 26 }, { maxHourlyCost: "2.5" }), [
      "26 machines × 0.1 USD are 2.6 USD per hour, more than maxHourlyCost 2.5; lower machines to 25 or raise maxHourlyCost",
    ]);
    assert.deepEqual(priceProblems({ maxSpotPrice: "0.10", machines: 1 }, { maxHourlyCost: "0.05" }), [
      "1 machine × 0.1 USD are 0.1 USD per hour, more than maxHourlyCost 0.05; lower maxSpotPrice to 0.05 or raise maxHourlyCost",
    ]);
  });

  it("names a limit that is no amount", () => {
    assert.deepEqual(priceProblems({ maxSpotPrice: "0.10", machines: 1 }, { maxHourlyCost: "two" }), [
      'maxHourlyCost (limit) is "two"; write USD with a decimal point, such as "2.50"',
    ]);
  });
});

describe("allocation rule", () => {
  for (const strategy of ["priceCapacityOptimized", "price-capacity-optimized", "diversified"]) {
    it(`takes ${strategy}`, () => assert.deepEqual(allocationProblems(strategy), []));
  }

  for (const strategy of ["lowestPrice", "lowest-price", "LOWEST_PRICE"]) {
    it(`refuses ${strategy}`, () => {
      assert.deepEqual(allocationProblems(strategy), [
        `allocationStrategy is ${strategy}: the most interruptions; set it to priceCapacityOptimized`,
      ]);
    });
  }

  it("refuses a strategy left to the provider, whose default is the worst", () => {
    assert.deepEqual(allocationProblems(undefined), [
      "allocationStrategy is not set, which means lowestPrice: the most interruptions; set it to priceCapacityOptimized",
    ]);
  });
});

describe("end date rule", () => {
  it("refuses no date, one far ahead, and one that is none", () => {
    assert.deepEqual(endProblems(undefined, { now }), [
      "validUntil is not set; set an end date at most 30 days from now",
    ]);
    assert.deepEqual(endProblems("2027-11-22T00:00:00Z", { now }), [
      "validUntil is 2027-11-22T00:00:00Z, 365 days ahead; choose a date at most 30 days from now",
    ]);
    assert.deepEqual(endProblems("next week", { now, maxDays: 14 }), [
      'validUntil is "next week"; write a date such as 2030-01-31T00:00:00Z',
    ]);
  });

  it("takes the last day allowed, and a day that has passed", () => {
    assert.deepEqual(endProblems("2026-12-22T00:00:00Z", { now }), []);
    assert.deepEqual(endProblems("2026-12-22T03:00:00Z", { now }), [
      "validUntil is 2026-12-22T03:00:00Z, 30.1 days ahead; choose a date at most 30 days from now",
    ]);
    assert.deepEqual(endProblems("2026-01-01T00:00:00Z", { now }), []);
  });
});

describe("excess rule", () => {
  for (const spelling of ["NoTermination", "noTermination", "no-termination"]) {
    it(`takes a maintain fleet with ${spelling}`, () => assert.deepEqual(excessProblems("maintain", spelling), []));
  }

  for (const excess of ["Default", "default", undefined]) {
    it(`refuses a maintain fleet with ${excess ?? "nothing said"}`, () => {
      assert.deepEqual(excessProblems(undefined, excess), [
        `excessCapacityTerminationPolicy is ${excess ?? "Default"} on a maintain fleet: scaling in ends machines in the middle of jobs; set it to "NoTermination"`,
      ]);
    });
  }

  it("lets a request fleet be, which AWS never scales in", () => {
    assert.deepEqual(excessProblems("request", "Default"), []);
  });
});
