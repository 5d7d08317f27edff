import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { controlChart } from "../../../../cli/page/statistics/control-chart";
import { controlQuality, percentOfControls, percentOfNegative } from "../../../../cli/page/statistics/controls";
import { bScores } from "../../../../cli/page/statistics/median-polish";
import { mannWhitney, spearman } from "../../../../cli/page/statistics/ranks";
import { median, robustScores, robustSd } from "../../../../cli/page/statistics/robust";
import { normal, seeded } from "../../../helpers/page-data";
import { PANDAS, pythonWith } from "../../../helpers/python";

/** The same numbers by pandas and SciPy, from one line of JSON: a plate with value, other (a second site), role, edge. */
const INDEPENDENT = `
import json, sys
import numpy as np, pandas as pd
from scipy import stats

def number(value):
    return None if value is None or not np.isfinite(value) else float(value)

for line in sys.stdin:
    plate = pd.DataFrame(json.loads(line), columns=["value", "other", "role", "edge", "row", "column"])
    plate["value"] = plate["value"].astype(float)
    plate["other"] = plate["other"].astype(float)
    value = plate["value"].dropna()
    spread = 1.4826 * (value - value.median()).abs().median()
    pairs = plate[["value", "other"]].dropna()
    varies = len(pairs) > 2 and pairs.nunique().min() > 1
    positive = plate.loc[plate.role == "positive", "value"].dropna()
    negative = plate.loc[plate.role == "negative", "value"].dropna()
    def z_prime(middle, deviation):
        if len(positive) < 2 or len(negative) < 2 or middle(positive) == middle(negative): return None
        return 1 - 3 * (deviation(positive) + deviation(negative)) / abs(middle(positive) - middle(negative))
    sd = lambda s: s.std(ddof=1)
    mad = lambda s: 1.4826 * (s - s.median()).abs().median()
    both = np.sqrt(sd(positive) ** 2 + sd(negative) ** 2) if len(positive) > 1 and len(negative) > 1 else 0
    one, other = plate.loc[plate.edge, "value"].dropna(), plate.loc[~plate.edge, "value"].dropna()
    test = len(one) > 0 and len(other) > 0 and pd.concat([one, other]).nunique() > 1
    # rows become rows of a matrix, wells without a value NaN; numpy takes the medians of whole axes
    grid = plate.pivot(index="row", columns="column", values="value").to_numpy()
    left = grid.copy()
    for _ in range(20):
        left = left - np.nan_to_num(np.nanmedian(left, axis=1, keepdims=True))
        left = left - np.nan_to_num(np.nanmedian(left, axis=0, keepdims=True))
    flat = left.ravel()[~np.isnan(grid.ravel())]
    polished = 1.4826 * np.median(np.abs(flat - np.median(flat)))
    inside = positive.median() - negative.median() if len(positive) and len(negative) else 0
    print(json.dumps({
        "median": number(value.median()) if len(value) else None,
        "robustSd": number(spread) if len(value) else None,
        "scores": [number(v) for v in (value - value.median()) / spread] if len(value) and spread > 0 else None,
        "bScores": [number(v) for v in flat / polished] if min(grid.shape) > 1 and polished > 1e-9 else None,
        "rho": number(pairs["value"].corr(pairs["other"], method="spearman")) if varies else None,
        "p": float(stats.mannwhitneyu(one, other, method="asymptotic", use_continuity=True).pvalue) if test else 1.0,
        "zPrime": number(z_prime(pd.Series.mean, sd)),
        "robustZPrime": number(z_prime(pd.Series.median, mad)),
        "ssmd": number((positive.mean() - negative.mean()) / both) if both > 0 else None,
        "signalToBackground": number(positive.mean() / negative.mean()) if len(positive) and len(negative) and negative.mean() != 0 else None,
        "percent": [number(v) for v in 100 * (value - negative.median()) / inside] if inside != 0 else None,
        "percentOfNegative": [number(v) for v in 100 * value / negative.median()] if len(negative) and negative.median() != 0 else None,
    }))
`;

/** Charts of individual values by pandas, from one line of JSON: values of plates, null where a plate has none. */
const CHARTS = `
import json, sys
import numpy as np, pandas as pd
from scipy import stats

for line in sys.stdin:
    values = pd.Series(json.loads(line), dtype=float)
    known = values.dropna()
    spread = known.diff().abs().median() / (np.sqrt(2) * stats.norm.ppf(0.75))
    if len(known) == 0:
        print(json.dumps(None))
        continue
    middle = known.median()
    has = len(known) >= 6 and spread > 0
    low, high = (middle - 3 * spread, middle + 3 * spread) if has else (-np.inf, np.inf)
    print(json.dumps({
        "middle": middle,
        "limits": [low, high] if has else None,
        "outside": [int(at) for at in values[(values < low) | (values > high)].index],
    }))
`;

/** Medians of controls of 0 to 24 plates: some alike, all alike, absent on some, one or two plates far off. */
const SERIES = Array.from({ length: 25 }, (_, plates): readonly (number | null)[] => {
  const random = seeded(100 + plates);
  const gauss = normal(random);
  return Array.from({ length: plates }, (_plate, at) => {
    if (plates % 5 === 3 && random() < 0.2) return null;
    if (plates % 5 === 4) return plates === 9 ? 7 : Math.round(3 + gauss());
    return 80 + 4 * gauss() + (plates % 5 === 2 && at === plates - 3 ? 60 : 0);
  });
});

interface Well {
  readonly value: number;
  readonly other: number;
  readonly role: string;
  readonly edge: boolean;
  readonly row: number;
  readonly column: number;
}

/** 20 plates: counts, measurements, ties, one well, all equal, NaN, without controls, each twice with another size. */
const PLATES = Array.from({ length: 20 }, (_, seed): readonly Well[] => {
  const random = seeded(seed + 1);
  const gauss = normal(random);
  const kinds = [
    "counts",
    "measured",
    "ties",
    "one well",
    "all equal",
    "NaN",
    "no controls",
    "skewed",
    "zeros",
    "negative",
  ];
  const kind = kinds[seed % kinds.length];
  const [rows, columns] = seed < 10 ? [8, 12] : [16, 24];
  const all = Array.from({ length: rows * columns }, (_, index): Well => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    const edge = row === 0 || column === 0 || row === rows - 1 || column === columns - 1;
    const role = kind === "no controls" ? "sample" : (["positive", "negative"][column] ?? "sample");
    const base = 80 + (edge ? -8 : 0) + (role === "positive" ? 60 : role === "negative" ? -40 : 0) + 9 * gauss();
    const draw: Readonly<Record<string, () => number>> = {
      counts: () => Math.max(0, Math.round(base)),
      ties: () => Math.round(base / 25),
      "all equal": () => 7,
      NaN: () => (random() < 0.2 ? NaN : base),
      skewed: () => Math.exp(base / 30),
      zeros: () => (random() < 0.6 ? 0 : base),
      negative: () => base - 80,
    };
    const value = (draw[kind ?? ""] ?? (() => base))();
    return {
      value,
      other: kind === "ties" ? Math.round(value + gauss()) : value + 3 * gauss(),
      role,
      edge,
      row,
      column,
    };
  });
  return kind === "one well" ? all.slice(0, 1) : all;
});

describe("statistics of the page against pandas and SciPy", () => {
  let expected: Record<string, number | number[] | null>[];
  let charts: ({ readonly middle: number; readonly limits: number[] | null; readonly outside: number[] } | null)[];
  before(async function () {
    this.timeout(300_000);
    const python = await pythonWith(...PANDAS);
    const input = PLATES.map((plate) => JSON.stringify(plate) + "\n").join(""); // NaN is null there
    const output = execFileSync(python, ["-c", INDEPENDENT], { input, encoding: "utf8" });
    expected = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as (typeof expected)[number]);
    const series = SERIES.map((values) => JSON.stringify(values) + "\n").join("");
    const drawn = execFileSync(python, ["-c", CHARTS], { input: series, encoding: "utf8" });
    charts = drawn
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as (typeof charts)[number]);
  });

  for (const [index, plate] of PLATES.entries()) {
    it(`gives the same numbers for plate ${index + 1}`, () => {
      const known = plate.filter(({ value }) => !Number.isNaN(value));
      const values = known.map(({ value }) => value);
      const of = (role: string): number[] => known.filter((well) => well.role === role).map(({ value }) => value);
      const side = (isEdge: boolean): number[] => known.filter(({ edge }) => edge === isEdge).map(({ value }) => value);
      const [positive, negative] = [of("positive"), of("negative")];
      const { zPrime, robustZPrime, ssmd, signalToBackground } = controlQuality(positive, negative);
      const pairs = known.map(({ value, other }) => [value, other] as const);
      const own = {
        median: median(values),
        robustSd: robustSd(values),
        scores: robustScores(values),
        bScores: bScores(known),
        rho: spearman(pairs),
        p: mannWhitney(side(true), side(false)),
        ...{ zPrime, robustZPrime, ssmd, signalToBackground },
        percent: percentOfControls(positive, negative) && values.map(percentOfControls(positive, negative)!),
        percentOfNegative: percentOfNegative(negative) && values.map(percentOfNegative(negative)!),
      };
      for (const [name, value] of Object.entries(own))
        same(value, expected[index]?.[name], `${name} of plate ${index + 1}`);
    });
  }

  it("gives the same middle, limits and plates outside them, of up to 24 plates", () => {
    for (const [plates, values] of SERIES.entries()) {
      const [own, other] = [controlChart(values), charts[plates]];
      same(own?.middle, other?.middle, `middle of ${plates}`);
      same(own?.limits, other?.limits, `limits of ${plates}`);
      assert.deepEqual(own?.outside ?? [], other?.outside ?? [], `outside of ${plates}`);
    }
    assert.deepEqual(
      charts.flatMap((chart, plates) => (chart === null || chart.limits === null ? [plates] : [])),
      [0, 1, 2, 3, 4, 5, 9],
    );
    for (const plates of [7, 12, 17, 22]) assert.ok(charts[plates]?.outside.includes(plates - 3), `of ${plates}`);
    // one wrong plate makes no other look wrong
    assert.deepEqual(controlChart([32, 31, 30.5, 30, 29, 33, 73, 32, 31.5])?.outside, [6]);
  });

  it("compares what differs between plates at all", () => {
    const absent = (name: string): number => expected.filter((one) => one[name] === null).length;
    assert.deepEqual([absent("zPrime"), absent("rho"), absent("scores"), absent("median")], [6, 4, 8, 0]);
    assert.ok(absent("bScores") < 12, `B-scores of ${20 - absent("bScores")} plates`);
    assert.ok(expected.some(({ p }) => (p as number) < 1e-5) && expected.some(({ p }) => (p as number) > 0.05));
  });
});

/** To ten digits; p-values to six, as precise as the error function is. */
function same(
  own: number | readonly number[] | undefined,
  other: number | number[] | null | undefined,
  name: string,
): void {
  if (Array.isArray(own) && Array.isArray(other)) {
    assert.equal(own.length, other.length, name);
    for (const [index, value] of own.entries()) same(value as number, other[index], `${name}[${index}]`);
    return;
  }
  if (typeof own === "number" && typeof other === "number") {
    const tolerance = name.startsWith("p ") ? 1e-6 : 1e-10;
    assert.ok(
      Math.abs(own - other) <= tolerance * Math.max(1e-12, Math.abs(other)) + 1e-12,
      `${name}: ${own}, pandas ${other}`,
    );
    return;
  }
  assert.equal(own ?? null, other ?? null, name);
}
