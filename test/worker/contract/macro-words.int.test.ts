import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isMacroWord } from "../../../worker/contract/macro-words";
import { fijiStandIn } from "../../helpers/fiji-stand-in";

const NAMES = ["image", "roi", "input", "output", "x", "Title", "length", "contains", "Image", "Roi", "Table", "List"]
  .concat(["Stack", "Plot", "Array", "String", "Color", "Fit", "Overlay", "Property", "File", "IJ", "Ext", "Dialog"])
  .concat(["PI", "nImages", "RoiManager", "Math", "getInfo", "log"]);

describe("words of the macro language", function () {
  this.timeout(240_000);

  it("are those that ImageJ 1.54f itself lets no macro declare, of all its tables and of common names", async () => {
    const app = await fijiStandIn();
    const prefs = mkdtempSync(join(tmpdir(), "dfiji-prefs-"));
    try {
      const answers = execFileSync(
        join(app, "fiji-linux-x64"),
        ["--mem=300m", "--headless", "--run", join(__dirname, "../../helpers/macro-words-driver.groovy")],
        {
          input: NAMES.join("\n"),
          env: { ...process.env, JAVA_TOOL_OPTIONS: `-Djava.util.prefs.userRoot=${prefs}` },
          stdio: ["pipe", "pipe", "ignore"],
        },
      );
      const found = [...answers.toString().matchAll(/^(free|word) (.*)$/gm)].map(([, kind = "", word = ""]) => ({
        kind,
        word,
      }));
      assert.ok(found.length > 200, String(found.length));
      for (const { kind, word } of found) assert.equal(isMacroWord(word), kind === "word", word);
    } finally {
      rmSync(prefs, { recursive: true });
    }
  });
});
