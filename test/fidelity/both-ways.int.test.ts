import assert from "node:assert/strict";
import fc from "fast-check";
import { displayNeed } from "../../worker/contract/display-need";
import proved from "../../worker/contract/proved-words.json";
import { firstDifference } from "./compare";
import { type Case, readCases } from "./harness-cases";
import { skipWithoutScreen } from "./harness-display";
import { type FidelityEngine, openEngine } from "./harness-engine";
import { buildProgram, type Facts, readFacts } from "./harness-program";
import { Truths } from "./harness-truth";

/** `npm run test:both-ways` runs many. */
const PROGRAMS = Number(process.env["DFIJI_TEST_PROGRAMS"] ?? 8);
const MOST_PIECES = 4;
const HEAD = 'a = split(getArgument(), "|"); input = a[0]; output = a[1];';
/** What a piece leaves open for the next. */
const LOOK = `print(nImages, nResults); titles = getList("image.titles"); Array.print(titles);
titles = getList("window.titles"); Array.print(titles);
if (nImages > 0) print(getTitle(), selectionType, bitDepth());`;

/**
 * ImageJ's own races, which end in either way on the desktop, too. The bandpass filter counts slices in parallel threads
 * (FFTFilter of 1.54f: `slice++`) and shows its filter for the first, which no thread may see: 1 of 124 programs.
 */
const RACES: ReadonlySet<string> = new Set(["commands/fft-bandpass-filter-shown"]);

/** Cases whose words are all proved, and that can be parts of a program: no functions, no end before their end. */
const PIECES = readCases().filter(
  ({ name, source, ends }) =>
    ends === "well" &&
    !RACES.has(name) &&
    source.includes(HEAD) &&
    !/\b(?:function|macro|return|exit|var)\b/.test(source) &&
    displayNeed(source, proved) === undefined,
);

/** One after another in one macro, each with a folder of its own and what the one before left open. */
function programOf(pieces: readonly Case[]): Case {
  const source = pieces
    .map((piece, at) =>
      piece.source.replace(HEAD, `${HEAD}\noutput = output + "/${at}"; File.makeDirectory(output);`).concat("\n", LOOK),
    )
    .join("\n");
  const inputs = [...new Set(pieces.flatMap((piece) => piece.inputs))];
  return { name: pieces.map(({ name }) => name).join(" + "), source, covers: [], inputs, ends: "well" };
}

describe("programs of proved words, without a display", function () {
  this.timeout(3_600_000);
  let facts: Facts | undefined;
  let truths: Truths | undefined;
  let engines: readonly [none: FidelityEngine, virtual: FidelityEngine] | undefined;

  before(async function () {
    skipWithoutScreen(this);
    const program = await buildProgram();
    facts = readFacts(program);
    truths = new Truths(program, facts);
    const inputs = await truths.inputs();
    engines = [await openEngine("none", inputs, facts), await openEngine("virtual", inputs, facts)];
  });
  after(async () => {
    for (const engine of engines ?? []) await engine.end();
    await truths?.end();
    await facts?.end();
  });

  it(`are made of most cases`, () => {
    assert.ok(PIECES.length > 300, `${PIECES.length} pieces`);
  });

  it(`give what they give on a display (property, ${PROGRAMS} programs)`, async () => {
    const [none, virtual] = engines ?? assert.fail("no engines");
    const pieces = fc.array(fc.constantFrom(...PIECES), { minLength: 2, maxLength: MOST_PIECES });
    let endedWell = 0;
    await fc.assert(
      fc.asyncProperty(pieces, async (chosen) => {
        const program = programOf(chosen);
        assert.equal(displayNeed(program.source, proved), undefined);
        const [onDisplay, without] = [await virtual.of(program), await none.of(program)];
        assert.equal(firstDifference(onDisplay, without), undefined, program.name);
        if (without.end.kind === "well") endedWell++;
      }),
      { numRuns: PROGRAMS, endOnFailure: PROGRAMS < 50 },
    );
    assert.ok(endedWell >= PROGRAMS / 4, `${endedWell} of ${PROGRAMS} programs ended well`);
  });
});
