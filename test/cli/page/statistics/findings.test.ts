import assert from "node:assert/strict";
import { type Finding, findings } from "../../../../cli/page/statistics/findings";
import { normal, pageDataOf, seeded, type SiteOf, wellsOfFormat } from "../../../helpers/page-data";

const textOf = ({ parts }: Finding): string =>
  parts.map((part) => (typeof part === "string" ? part : part.text)).join("");
const sentences = (sites: readonly SiteOf[], roles: Readonly<Record<string, string>> = {}): string[] =>
  findings(pageDataOf(sites, roles)).map(textOf);

/** Counts around 80 without any effect. */
function plain(wells: number, seed: number, sites = 1): SiteOf[] {
  const gauss = normal(seeded(seed));
  return wellsOfFormat(wells).flatMap((well) =>
    Array.from({ length: sites }, (_, site) => ({
      ...well,
      site: String(site + 1),
      value: Math.max(0, Math.round(80 + 9 * gauss())),
    })),
  );
}

describe("what is odd on a plate", () => {
  for (const [wells, sites] of [
    [24, 1],
    [96, 1],
    [96, 2],
    [384, 2],
    [1536, 1],
  ] as const) {
    it(`is nothing on plates of ${wells} wells x ${sites} without effect: at most 1 in 20 seeds`, () => {
      const seeds = wells > 384 ? 20 : 60;
      const alarms = Array.from({ length: seeds }, (_, seed) => sentences(plain(wells, seed + 1, sites))).filter(
        (found) => found.length > 0,
      );
      assert.ok(alarms.length <= seeds / 20, alarms.map((found) => found.join("; ")).join("\n"));
    });
  }

  it("is nothing where values are skewed but alike", () => {
    const alarms = Array.from({ length: 60 }, (_, seed) => {
      const gauss = normal(seeded(seed + 1));
      return sentences(wellsOfFormat(96).map((well) => ({ ...well, value: 100 * Math.exp(0.3 * gauss()) })));
    }).filter((found) => found.length > 0);
    assert.ok(alarms.length <= 3, alarms.map((found) => found.join("; ")).join("\n"));
  });

  it("is a well far from the others, with its distance", () => {
    const sites = plain(96, 1).map((one) => (one.row === 3 && one.column === 6 ? { ...one, value: 954 } : one));
    const [sentence, ...others] = sentences(sites);
    assert.match(sentence!, /^D07: 954 nuclei, \d\d\d? robust SD above the plate's median of \d\d$/);
    assert.deepEqual(others, []);
  });

  it("is a well where nothing was found", () => {
    const sites = plain(96, 3).map((one) => (one.row === 5 && one.column === 2 ? { ...one, value: 0 } : one));
    assert.match(sentences(sites)[0]!, /^F03: 0 nuclei, \d+ robust SD below the plate's median of \d\d(\.5)?$/);
  });

  it("is the edge, where it differs from the inner wells", () => {
    const sites = plain(96, 2).map((one) => {
      const isEdge = one.row === 0 || one.row === 7 || one.column === 0 || one.column === 11;
      return isEdge ? { ...one, value: one.value! * 0.7 } : one;
    });
    assert.match(
      sentences(sites).join("\n"),
      /^Wells at the edge have a median of 5\d(\.\d)? nuclei, inner wells [78]\d(\.\d)? \(−\d\d %\)$/m,
    );
  });

  it("is a column, where it differs from the others", () => {
    const sites = plain(96, 4).map((one) => (one.column === 6 ? { ...one, value: one.value! * 0.6 } : one));
    assert.match(sentences(sites).join("\n"), /^Column 7 has a median of .* \(−\d\d %\)$/m);
  });

  it("is no edge where the used wells have none: B02 to G11", () => {
    const inner = plain(96, 2).filter(({ row, column }) => row > 0 && row < 7 && column > 0 && column < 11);
    const sites = inner.map((one) => (one.row === 1 || one.column === 1 ? { ...one, value: one.value! * 0.7 } : one));
    assert.doesNotMatch(sentences(sites).join("\n"), /edge/);
  });

  it("names failures by cause, wells without value and wells that lack a site", () => {
    const sites = plain(96, 5, 2).map((one) => {
      if (one.row === 0 && one.column === 11) return { ...one, value: null, state: "f" as const };
      return one.row === 2 && one.column === 9 && one.site === "2" ? { ...one, value: null, state: "f" as const } : one;
    });
    assert.deepEqual(sentences(sites), [
      "3 of 192 jobs failed: 3 script-error at line 19",
      "1 well has no value: A12",
      "C10 has 1 of 2 sites",
    ]);
  });

  it("does not call a well low of which a site failed", () => {
    const sites = plain(96, 6, 2).map((one) =>
      one.row === 4 && one.column === 4 && one.site === "2" ? { ...one, value: null, state: "f" as const } : one,
    );
    assert.deepEqual(
      findings(pageDataOf(sites)).map(({ kind }) => kind),
      ["failures", "sites missing"],
    );
  });

  it("says nothing of wells whose jobs still run or wait", () => {
    const sites = plain(96, 7).map((one, index) => (index > 40 ? { ...one, value: null, state: "w" as const } : one));
    assert.deepEqual(sentences(sites), []);
  });

  it("says that sites agree where wells differ for sure, and which well's sites do not", () => {
    const gauss = normal(seeded(8));
    const sites = wellsOfFormat(96).flatMap(({ row, column }) =>
      ["1", "2"].map((site) => {
        const isOdd = row === 3 && column === 6;
        const value = isOdd ? (site === "1" ? 40 : 160) : 60 + 10 * column + 3 * gauss();
        return { row, column, site, value };
      }),
    );
    const found = sentences(sites);
    assert.match(found.join("\n"), /^D07: its sites have 40 and 160 nuclei$/m);
    assert.match(found.join("\n"), /^Sites agree: Spearman's ρ is 0\.9\d over 96 wells$/m);
  });

  it("leaves controls out of what is usual", () => {
    const roles = Object.fromEntries(Array.from({ length: 8 }, (_, row) => [`${row} 0`, "positive"]));
    const sites = plain(96, 9).map((one) => (one.column === 0 ? { ...one, value: 5 } : one));
    assert.deepEqual(sentences(sites, roles), []);
    assert.ok(sentences(sites).length > 0);
  });

  it("compares plates by their own medians, and names the plate", () => {
    const sites = ["P1", "P2"].flatMap((plate, index) =>
      plain(96, 10 + index).map((one) => ({ ...one, plate, value: one.value! * (index + 1) * 3 })),
    );
    assert.deepEqual(sentences(sites), []);
    const odd = sites.map((one) =>
      one.plate === "P2" && one.row === 1 && one.column === 1 ? { ...one, value: 20 } : one,
    );
    assert.match(sentences(odd)[0]!, /^P2 B02: 20 nuclei, /);
  });

  it("has a plate of one well, of equal wells and of none", () => {
    assert.deepEqual(sentences([{ row: 0, column: 0, value: 5 }]), []);
    assert.deepEqual(sentences(wellsOfFormat(96).map((well) => ({ ...well, value: 7 }))), []);
    assert.deepEqual(sentences([]), []);
  });
});
