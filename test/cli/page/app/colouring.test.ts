import assert from "node:assert/strict";
import { choicesOf, firstChoice } from "../../../../cli/page/app/choices";
import { cellText, type Colouring, stateColouring } from "../../../../cli/page/app/colouring";
import { inkOn, sequential } from "../../../../cli/page/app/colour";
import { makeModel, type Model } from "../../../../cli/page/app/model";
import { normal, pageDataOf, seeded, type SiteOf, wellsOfFormat } from "../../../helpers/page-data";

const model = (sites: readonly SiteOf[], roles: Readonly<Record<string, string>> = {}): Model =>
  makeModel(pageDataOf(sites, roles));
const byLabel = (of: Model, label: string): Colouring => {
  const found = choicesOf(of).find((choice) => choice.label === label);
  assert.ok(
    found,
    `${label} of ${choicesOf(of)
      .map((choice) => choice.label)
      .join("; ")}`,
  );
  return found.make();
};
const row = (values: readonly (number | null)[], states = ""): SiteOf[] =>
  values.map((value, column) => ({ row: 0, column, value, state: (states[column] ?? "d") as "d" }));

describe("colours of wells", () => {
  it("keep 0, done without a value, failed, waiting, not run and absent apart", () => {
    const of = model(row([0, 90, null, null, null, null], "dddfwn"), { "0 0": "sample" });
    const colouring = byLabel(of, "nuclei");
    assert.deepEqual(
      [0, 1, 2, 3, 4, 5].map((well) => cellText("well", colouring.cell(well))),
      ["well: 0", "well: 90", "well: no value", "well: failed", "well: waiting", "well: not run"],
    );
    assert.deepEqual(colouring.cell(0), { kind: "number", value: 0, colour: sequential(0), isPartial: false });
    assert.deepEqual(new Set([0, 2, 3].map((well) => colouring.cell(well).kind)), new Set(["number", "none", "state"]));
  });

  it("begin at 0 where 0 occurs or is near, and at the least value elsewhere", () => {
    assert.equal(byLabel(model(row([0, 500, 510, 520])), "nuclei").scale?.low, 0);
    assert.equal(byLabel(model(row([500, 510, 520])), "nuclei").scale?.low, 500);
  });

  it("are not stretched by one value far outside, and say so", () => {
    const gauss = normal(seeded(1));
    const sites = wellsOfFormat(96).map((well) => ({ ...well, value: 80 + 9 * gauss() }));
    sites[42] = { ...sites[42]!, value: 954 };
    const { scale } = byLabel(model(sites), "nuclei");
    assert.ok(scale!.high < 150 && scale!.isCutHigh, JSON.stringify(scale));
  });

  it("are those of one job where wells have several, and mark a well that lacks one", () => {
    const sites: SiteOf[] = [
      { row: 0, column: 0, site: "1", value: 80 },
      { row: 0, column: 0, site: "2", value: 90 },
      { row: 0, column: 1, site: "1", value: 85 },
      { row: 0, column: 1, site: "2", value: null, state: "f" },
    ];
    const of = model(sites);
    const cells = [0, 1].map((well) => byLabel(of, "nuclei per job").cell(well));
    assert.deepEqual(
      cells.map((cell) => "value" in cell && cell.value),
      [85, 85],
    );
    assert.deepEqual(
      cells.map((cell) => "isPartial" in cell && cell.isPartial),
      [false, true],
    );
    assert.equal(cellText("A01", byLabel(of, "nuclei, sum").cell(0)), "A01: 170");
  });

  it("are robust SD from the plate's own median, and % of its controls", () => {
    const values = [10, 10, 50, 50, 20, 30, 40, 30];
    const roles = { "0 0": "negative", "0 1": "negative", "0 2": "positive", "0 3": "positive" };
    const of = model(row(values), roles);
    const percent = byLabel(of, "nuclei, % of controls (0: −, 100: +)");
    assert.deepEqual(
      [0, 2, 4, 6].map((well) => percent.text(well)),
      ["0", "100", "25", "75"],
    );
    assert.equal(byLabel(of, "nuclei, % of negative control").text(4), "200");
    assert.equal(byLabel(of, "nuclei, robust SD from the median").text(5), "0");
  });

  it("begin with the states while jobs run or wait, and with the first table's rows after that", () => {
    const label = (of: Model) => firstChoice(choicesOf(of), of)?.label;
    assert.equal(label(model(row([80, null], "dr"))), "State");
    assert.equal(label(model(row([80, 81]))), "nuclei");
  });

  it("of states are those of all jobs of a well", () => {
    const of = model([
      { row: 0, column: 0, site: "1", value: 1 },
      { row: 0, column: 0, site: "2", value: null, state: "f" },
    ]);
    assert.deepEqual(stateColouring(of).cell(0), { kind: "state", states: ["done", "failed"] });
  });

  it("go from dark to light, so that they keep their order in grey", () => {
    const greys = Array.from({ length: 21 }, (_, index) => {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(sequential(index / 20).slice(at, at + 2), 16));
      return 0.299 * red! + 0.587 * green! + 0.114 * blue!;
    });
    assert.deepEqual(
      greys,
      greys.toSorted((a, b) => a - b),
    );
    assert.deepEqual([inkOn(sequential(0)), inkOn(sequential(1))], ["#ffffff", "#000000"]);
  });
});
