// `npm run proved-words`: writes worker/contract/proved-words.json, what macros may use to run without a display under
// `display: auto`, from the last runs of all cases of the comparison both ways. A test knows the version of ImageJ.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCases } from "../test/fidelity/harness-cases";
import { keptResults, type Row } from "../test/fidelity/results";
import { languageWord, type ProvedWords } from "../worker/contract/display-need";
import { argumentsFrom, literalOf, tokensOf } from "../worker/contract/macro-source";
import { knownNames } from "../test/fidelity/coverage";

const FILE = join(__dirname, "../worker/contract/proved-words.json");
const IMAGEJ = "1.54f";

/** They run code, or programs, that the rule does not read. */
const RUNS_CODE: ReadonlySet<string> = new Set(
  `eval call exec runMacro doCommand Ext.install Table.applyMacro Fit.doFit Fit.doWeightedFit
  Macro... Virtual\u00a0Stack... Run... Install... Compile\u00a0and\u00a0Run... Interactive\u00a0Interpreter...`
    .split(/[ \n]+/)
    .map((word) => word.replaceAll("\u00a0", " ")),
);
/** Functions of many kinds: what counts is their first argument. */
const WITH_CHOICES = ["run", "roiManager", "saveAs", "getInfo", "setOption", "is"] as const;

/**
 * Of the cases that are the same both ways: what they are about, and all that stands in those that end well. Left out: what a
 * case is about that only a display gives.
 */
export function provedWords(none: readonly Row[], virtual: readonly Row[]): ProvedWords {
  const isSame = (rows: readonly Row[], name: string): boolean =>
    rows.find((row) => row.name === name)?.verdict === "same";
  const cases = readCases();
  const lost = new Set(
    cases.filter(({ name }) => isSame(virtual, name) && !isSame(none, name)).flatMap(({ covers }) => covers),
  );
  const isProved = (word: string): boolean => !lost.has(word) && !RUNS_CODE.has(word);
  const { functions, keywords } = knownNames();
  const ofLanguage = new Set([...functions, ...keywords]);
  const words = new Set<string>(keywords);
  const choices = new Map<string, Set<string>>(WITH_CHOICES.map((name) => [name, new Set()]));
  for (const { name, source, covers, ends } of cases) {
    if (!isSame(none, name) || !isSame(virtual, name)) continue;
    for (const word of covers) if (ofLanguage.has(word) && isProved(word)) words.add(word);
    if (ends !== "well") continue;
    const tokens = tokensOf(source);
    for (const at of tokens.keys()) {
      const word = languageWord(tokens, at);
      if (word === undefined || !ofLanguage.has(word) || !isProved(word)) continue;
      words.add(word);
      const choice = literalOf(argumentsFrom(tokens, at + 2)[0])?.trimEnd();
      if (choice !== undefined && isProved(choice)) choices.get(word)?.add(choice);
    }
  }
  return {
    imagej: IMAGEJ,
    words: [...words].sort(),
    choices: Object.fromEntries([...choices].map(([name, texts]) => [name, [...texts].sort()])),
  };
}

if (require.main === module) {
  const proved = provedWords(keptResults("none").rows, keptResults("virtual").rows);
  writeFileSync(FILE, `${JSON.stringify(proved, undefined, 2)}\n`);
}
