import { type TriedScript } from "../fiji/trial-run";

/** Texts that a launcher, a command line or a character set is likely to spoil, by the name of their parameter. */
export const TEXTS: Readonly<Record<string, string>> = {
  t_empty: "",
  t_quotes: `it's "so" \\ here\\`,
  t_lines: "a\r\nb\tc",
  t_signs: "$(id) `id` %s ${HOME}, b='c' -x",
  t_letters: "é ü 漢字 😀",
  t_digits: "007",
};

/** Says what the JVM is and what reached it: `name=value` a line, percent-encoded. */
export const FACTS: TriedScript = {
  name: "facts.groovy",
  text: `${Object.keys(TEXTS)
    .map((name) => `#@ String ${name}`)
    .join("\n")}
#@ String (required=false) kept
#@ File (style="directory") output
def facts = [
  java: System.getProperty("java.version"), imagej: ij.IJ.version,
  heapMiB: Runtime.runtime.maxMemory().intdiv(1024 * 1024), headless: java.awt.GraphicsEnvironment.headless,
  preferences: System.getProperty("java.util.prefs.userRoot"), home: System.getProperty("user.home"),
  isSameJvm: System.properties.get("dfiji.cold") != null, kept: kept,
  ${Object.keys(TEXTS)
    .map((name) => `${name}: ${name}`)
    .join(", ")}
]
new File(output, "facts.txt").text = facts.collect { name, value -> name + "=" + URLEncoder.encode(String.valueOf(value), "UTF-8").replace("+", "%20") }.join("\\n")
`,
};

/** Fails on line 2, and says what it was given. */
export const THROWS: TriedScript = {
  name: "throws.groovy",
  text: `#@ String (required=false) kept
throw new IllegalStateException("kept is [" + (kept == null ? "" : kept) + "]")
`,
};

/** Three round cells, and filters that leave threads behind. */
export const COUNTS: TriedScript = {
  name: "counts.ijm",
  text: `#@ String text
#@ Integer radius
#@ File (style="directory") output
newImage("cells", "8-bit black", 64, 64, 1);
setColor(255);
fillOval(8, 8, 12, 12);
fillOval(40, 12, 12, 12);
fillOval(20, 40, 14, 14);
run("Median...", "radius=" + radius);
run("Gaussian Blur...", "sigma=1");
setOption("BlackBackground", true);
setThreshold(100, 255);
run("Convert to Mask");
run("Watershed");
run("Analyze Particles...", "size=10-Infinity display clear");
File.saveString(text + "\\n" + nResults, output + File.separator + "counts.txt");
saveAs("Results", output + File.separator + "counts.csv");
`,
};
export const COUNTED_TEXT = `it's "three"`;
export const CELLS = 3;

/** Writes what it was given, then fails on line 2. */
export const ARGUMENT: TriedScript = {
  name: "argument.ijm",
  text: `File.saveString(getArgument(), "output/argument.txt");
noSuchFunction();
`,
};

export const QUITS: TriedScript = {
  name: "quits.ijm",
  text: `#@ File (style="directory") output
File.saveString("written", output + File.separator + "quits.txt");
run("Quit");
`,
};

/** What a job may leave behind. */
export const DIRTIES: TriedScript = {
  name: "dirties.groovy",
  text: `#@ String (required=false) kept
ij.IJ.createImage("left over", "8-bit black", 8, 8, 1).show()
def table = ij.measure.ResultsTable.resultsTable
table.incrementCounter()
table.addValue("left", 1)
ij.Prefs.blackBackground = !ij.Prefs.blackBackground
ij.plugin.filter.Analyzer.setMeasurements(1)
System.setProperty("dfiji.doctor", "left over")
`,
};

/** What a job starts with. */
export const STATE: TriedScript = {
  name: "state.groovy",
  text: `#@ String (required=false) kept
#@ File (style="directory") output
new File(output, "state.txt").text = [
  images: ij.WindowManager.imageCount, results: ij.measure.ResultsTable.resultsTable.counter,
  blackBackground: ij.Prefs.blackBackground, measurements: ij.plugin.filter.Analyzer.measurements,
  property: System.getProperty("dfiji.doctor"), kept: kept
].collect { name, value -> name + " " + value }.join(", ")
`,
};

const RAMP = 'newImage("a", "8-bit ramp", 32, 32, 2);\n';
/** What Fiji does otherwise without a display, each with words of the reason for which it is refused. */
export const DIFFERENCES: Readonly<Record<string, readonly [text: string, words: string]>> = {
  "a wrong number in options": [`${RAMP}run("Gaussian Blur...", "sigma=2,5");\n`, "sigma=2,5"],
  "a second Measure": [`${RAMP}run("Measure");\nrun("Measure");\n`, "last row"],
  "an own table": ['Table.create("T");\n', "own tables"],
  "saving a stack's images": [`${RAMP}run("Image Sequence... ", "dir=. format=TIFF name=q");\n`, "saves nothing"],
};

/** On line 3. */
export const MACRO_FAILS: TriedScript = { name: "fails.ijm", text: 'print("a");\na = 1;\nb = c;\n' };

/** On line 2; nothing is to be written. */
export const ASKS: TriedScript = {
  name: "asks.ijm",
  text: `#@ File (style="directory") output
waitForUser("dfiji doctor");
File.saveString("asked", output + File.separator + "asked.txt");
`,
};

export const USES_WINDOW: TriedScript = {
  name: "window.ijm",
  text: `#@ File (style="directory") output
newImage("a", "8-bit black", 32, 32, 1);
makeOval(4, 4, 8, 8);
roiManager("add");
File.saveString("" + roiManager("count"), output + File.separator + "window.txt");
`,
};

/** Whether Fiji's own window shows, and what else does. */
export const WINDOWS: TriedScript = {
  name: "windows.groovy",
  text: `#@ File (style="directory") output
def others = java.awt.Window.windows.count { it.displayable && it.showing && !it.is(ij.IJ.instance) }
new File(output, "windows.txt").text = [ij.IJ.instance?.showing, others].join(" ")
`,
};

export const SAID = "said";
const JAVA_WRITES = 'new java.io.FileWriter(new java.io.File(output, "said.txt"))';
/** Scripts that write the parameter `text` to said.txt, by their extension. */
export const LANGUAGE_PROBES: Readonly<Record<string, string>> = {
  groovy: '#@ String text\n#@ File (style="directory") output\nnew File(output, "said.txt").text = text\n',
  ijm: '#@ String text\n#@ File (style="directory") output\nFile.saveString(text, output + File.separator + "said.txt");\n',
  py: '#@ String text\n#@ File (style="directory") output\nsaid = open(output.getPath() + "/said.txt", "w")\nsaid.write(text)\nsaid.close()\n',
  js: `#@ String text\n#@ File (style="directory") output\nvar said = ${JAVA_WRITES};\nsaid.write(text);\nsaid.close();\n`,
  bsh: `#@ String text\n#@ File (style="directory") output\nsaid = ${JAVA_WRITES};\nsaid.write(text);\nsaid.close();\n`,
  rb: '#@ String text\n#@ File (style="directory") output\nFile.write($output.getPath() + "/said.txt", $text)\n',
  clj: '#@ String text\n#@ File (style="directory") output\n(spit (java.io.File. output "said.txt") text)\n',
};
