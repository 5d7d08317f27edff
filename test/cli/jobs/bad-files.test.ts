import assert from "node:assert/strict";
import { plan, type Situation } from "./planning";

/** A good file with something spoiled. */
const good = { groups: [{ Plate: "P1", Well: "A01" }] };
const grid = (Well: unknown) => ({ grid: { Plate: ["P1"], Well } });
const group = (value: string) => `{"groups": [{"Well": "A01"}, {"Well": ${value}}]}`;
const two = [
  { Plate: "P1", Well: "A01" },
  { Plate: "P1", Well: "A02" },
];
const jsonl = (over: object) => ({
  v: 1,
  jobId: "a-00000000",
  name: "a",
  submission: "s",
  engine: "imagej",
  group: { Well: "a" },
  parameters: {},
  input: [],
  output: "a/",
  root: "",
  ...over,
});

type Row = readonly [title: string, file: unknown, problem: string, situation?: Situation];
const table: readonly Row[] = [
  // JSON
  ["an empty file", "", "line 1:1: a job file is one object in { }"],
  ["a list", "[{}]", 'a list of groups is written {"groups": [ … ]}'],
  ["a comment", '{\n  // remark\n  "groups": []}', 'line 2:3: JSON has no comments: use a key such as "_comment1"'],
  ["a block comment that never ends", '{ /* "groups": []}', "JSON has no comments"],
  ["a comma at the end of an object", '{"groups": [{"a": "1"}],\n}', "line 1:24: a comma before }: remove it"],
  ["a comma at the end of a list", '{"groups": [{"a": "1"},]}', "line 1:23: a comma before ]: remove it"],
  ["a missing comma", '{"groups": [{"a": "1"} {"a": "2"}]}', 'line 1:24: , or ] is missing before "{"'],
  ["an end too soon", '{"groups": [{"a": "1"}', ", or ] is missing before the end of the file"],
  ["more after the end", '{"groups": [{"a": "1"}]} x', "line 1:26: text follows the end of the job file"],
  ["a key without quotes", "{groups: []}", 'line 1:2: a key in "…" is missing before "groups"'],
  ["single quotes", "{'groups': []}", 'a key in "…" is missing'],
  ["a text that is not closed", '{"groups": [{"a": "1}]}', 'a text has no closing "'],
  ["a Windows path", '{"script": "C:\\macros\\x.ijm"}', 'a \\ in a text is written \\\\ (and folders with "/")'],
  ["a raw tab in a text", '{"script": "a\tb"}', "raw control character"],
  ["a number with a zero in front", group("007"), ', or } is missing before "0'],
  ["a key twice", '{"groups": [{"Well": "A01",\n"Well": "A02"}]}', 'line 2:1: the key "Well" stands twice'],
  ["a section twice", '{"groups": [{"a": "1"}], "groups": [{"a": "2"}]}', 'line 1:26: the key "groups" stands twice'],
  ["bytes that are no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "it is not UTF-8 text: save it as UTF-8"],
  // keys
  ["no groups", { script: "s.ijm" }, "groups, grid and groupsFrom are all missing: give exactly one"],
  ["two kinds of groups", { ...good, grid: { Well: "96" } }, "groups and grid are both given: give exactly one"],
  [
    "a misspelled key",
    { ...good, timeoutMinuts: 5, input: "x" },
    'the key "timeoutMinuts" is unknown; did you mean "timeoutMinutes"?',
  ],
  [
    "a key of another name",
    { ...good, shared: {}, input: "x" },
    'the key "shared" is unknown; did you mean "shared_metadata"?',
  ],
  ["an unknown key among the keys", { ...good, qqqqqqqqqqqqqqqq: {}, input: "x" }, "is unknown; known are "],
  ["two places for results", { ...good, output: "a/{name}", output_file_location: "b" }, "remove one"],
  [
    "a time limit of nothing",
    { ...good, timeoutMinutes: 0 },
    "timeoutMinutes is 0; it must be a number above 0 and at most 660",
  ],
  ["a time limit as text", { ...good, timeoutMinutes: "5" }, 'timeoutMinutes is "5"; it must be a number'],
  ["an input that is a number", { ...good, input: 5 }, "input is 5; write a text or a list of texts"],
  ["an input that is empty", { ...good, input: "" }, "input is empty: leave it out"],
  ["a list with a number", { ...good, expect: ["a", 1] }, "expect[1] is 1; it must be a text"],
  ["a script that is not there", { ...good, script: "gone.ijm" }, "no such script: "],
  // groups and values
  [
    "groups that are no list",
    { groups: { Well: ["A01"] } },
    "groups is an object; it must be a list of objects; a grid is `grid`",
  ],
  ["no group", { groups: [] }, "groups is empty: no jobs to make"],
  ["a group that is a text", { groups: ["A01"] }, "groups[0] is A01; a group is an object"],
  ["an empty group", { groups: [{}] }, "groups[0] is empty"],
  [
    "a value with a zero at its end",
    group("1.50"),
    'groups[1].Well is 1.50, a number that JSON readers rewrite: quote it, "1.50"',
  ],
  ["a value with an exponent", group("1e3"), 'quote it, "1e3"'],
  ["a value above 2^53", group("9007199254740993"), 'quote it, "9007199254740993"'],
  ["minus zero", group("-0"), 'quote it, "-0"'],
  ["null", group("null"), "groups[1].Well is null"],
  ["a list as a value", group("[1]"), "groups[1].Well is a list; it must be a text, a number, true or false"],
  ["NUL in a value", group('"a\\u0000"'), "a character that cannot be sent"],
  ["half a character", group('"\\ud800"'), "a lone surrogate"],
  ["an empty key", group('"A02", "": "x"'), 'the key "" is empty'],
  ["a key with a brace", group('"A02", "a{b": "x"'), 'the key "a{b" holds a brace'],
  ["a reserved key", group('"A02", "__proto__": "x"'), 'the key "__proto__" is reserved'],
  [
    "shared values that are a list",
    { ...good, shared_metadata: [] },
    "shared_metadata is a list; it must be an object",
  ],
  [
    "the same group twice",
    { groups: [{ Well: "A01" }, { Well: "A01" }] },
    'groups[1]: job 1 already has the name "A01" (case is ignored)',
  ],
  [
    "groups that differ by case alone",
    { groups: [{ Well: "A01" }, { Well: "a01" }] },
    'job 1 already has the name "a01"',
  ],
  [
    "groups whose values only join alike",
    {
      groups: [
        { a: "x-y", b: "z" },
        { a: "x", b: "y-z" },
      ],
    },
    'already has the name "x-y-z"',
  ],
  // grid
  ["a grid that is a list", { grid: [] }, "grid is a list; it must be an object"],
  ["an empty grid", { grid: {} }, "grid is empty"],
  ["an empty axis", grid([]), "grid.Well is an empty list"],
  [
    "a range that runs backwards",
    grid("H12..A01"),
    'the range runs backwards: a rectangle goes from its upper left to its lower right well, "A01..H12"',
  ],
  ["a rectangle from the wrong corner", grid("A12..H01"), '"A01..H12"'],
  ["numbers that run backwards", grid("9..1"), 'the range runs backwards: "1..9"'],
  ["a range with a dash", grid("A01-P24"), 'write a range as "A01..P24"'],
  ["a range with three dots", grid("1...9"), 'write a range as "1..9"'],
  ["a range with mixed letters", grid("a01..P24"), 'a well range has letters of one case: "A01..P24"'],
  ["half a range", grid("A01.."), "not a range"],
  [
    "a range of a well and a number",
    grid("A01..24"),
    'not a range: write "A01..H12" for a rectangle of wells or "1..9" for numbers',
  ],
  ["columns from 0", grid("A0..H12"), "columns of wells count from 1"],
  ["a list in a text", grid("A01,B02"), 'write a list, ["A01", "B02"]'],
  [
    "too many jobs",
    { grid: { a: "1..10000", b: "1..10000" } },
    "grid makes 100000000 jobs (a 10000 × b 10000); at most 10000000",
  ],
  ["a value twice in an axis", grid(["A01", "A01"]), 'already has the name "P1-A01"'],
  // groupsFrom
  ["groupsFrom that is a text", { groupsFrom: "a.csv" }, "groupsFrom is a text; it must be "],
  [
    "groupsFrom of two kinds",
    { groupsFrom: { csv: "a.csv", pattern: "{a}" } },
    "groupsFrom needs one of csv, pattern and naming",
  ],
  [
    "groupsFrom with a misspelled key",
    { groupsFrom: { csvs: "a.csv" } },
    'the key "csvs" is unknown; did you mean "csv"?',
  ],
  ["a table that is not there", { groupsFrom: { csv: "a.csv" } }, "a.csv cannot be read"],
  ["an empty table", { groupsFrom: { csv: "a.csv" } }, "a.csv is empty", { files: { "a.csv": "" } }],
  ["a table with a header alone", { groupsFrom: { csv: "a.csv" } }, "no jobs", { files: { "a.csv": "Well\n" } }],
  [
    "a column that is not there",
    { groupsFrom: { csv: "a.csv", columns: ["Wel"] } },
    'a.csv has no column "Wel"; did you mean "Well"?',
    { files: { "a.csv": "Well\nA01\n" } },
  ],
  [
    "a column twice",
    { groupsFrom: { csv: "a.csv", columns: ["Well"] } },
    'the column "Well" twice',
    { files: { "a.csv": "Well,Well\nA01,A02\n" } },
  ],
  [
    "a row that is too short",
    { groupsFrom: { csv: "a.csv" } },
    "a.csv line 3: ",
    { files: { "a.csv": "a,b\n1,2\n3\n" } },
  ],
  [
    "a quote that never ends",
    { groupsFrom: { csv: "a.csv" } },
    "a.csv line",
    { files: { "a.csv": 'a,b\n1,"2\n3,4\n' } },
  ],
  ["a pattern without keys", { groupsFrom: { pattern: "*.tif" } }, "has no {Key}", { images: ["a.tif"] }],
  ["a pattern over an empty folder", { groupsFrom: { pattern: "{a}.png" } }, "no files in", { images: [] }],
  ["a pattern that nothing fits", { groupsFrom: { pattern: "{a}.png" } }, "none of 1 files in", { images: ["a.tif"] }],
  ["a pattern without a place", { groupsFrom: { pattern: "{a}.png" } }, "give --input DIR"],
  // templates and places
  [
    "an unknown placeholder",
    { ...good, input: "{Wel}.tif" },
    "input: {Wel} is no key of the group or of shared_metadata; did you mean {Well}?",
  ],
  [
    "a placeholder in a later group alone",
    { groups: [{ Well: "A01" }, { well: "A02" }], input: "{Well}" },
    "groups[1]: input: {Well} is no key",
  ],
  ["a single brace", { ...good, argument: "{Well" }, "has a single {: a placeholder is {Key}, the brace itself {{"],
  ["an empty placeholder", { ...good, output: "x/{}" }, "empty placeholder"],
  ["an absolute output", { ...good, output: "/data/{Well}" }, "it must be relative"],
  ["an output on a drive", { ...good, output: "C:/data/{Well}" }, "it must be a folder below --output DIR"],
  ["an output with a backslash", { ...good, output: "a\\{Well}" }, 'holds a backslash: folders are written with "/"'],
  ["an output that goes up", { ...good, output: "../{Well}" }, 'it has an empty folder name, "." or ".."'],
  ["a value that goes up", { groups: [{ Well: ".." }], output: "r/{Well}" }, 'groups[0]: the output "r/../" cannot be'],
  [
    "a value with a backslash in the output",
    { groups: [{ Well: "a\\b" }], output: "r/{Well}" },
    'folders are written with "/"',
  ],
  ["an output in the bookkeeping", { ...good, output: "r/.dfiji/{Well}" }, ".dfiji/ is for bookkeeping"],
  [
    "one output for two jobs",
    { groups: two, output: "r/{Plate}" },
    'groups[1]: the output "r/P1/" is also that of job 1',
  ],
  [
    "an output inside another",
    { groups: [{ a: "x" }, { a: "x/y" }], output: "r/{a}" },
    'the output "r/x/y/" is in that of job 1',
  ],
  [
    "an output around another",
    { groups: [{ a: "x/y" }, { a: "x" }], output: "r/{a}" },
    'the output "r/x/" holds that of job 1',
  ],
  [
    "outputs that differ by case alone",
    {
      groups: [
        { a: "x", b: "1" },
        { a: "X", b: "2" },
      ],
      output: "r/{a}",
    },
    "is also that of job 1",
  ],
  [
    "an absolute location",
    { ...good, output_file_location: "/x" },
    'output_file_location is "/x": it must be relative',
  ],
  ["a location with an address", { ...good, output_file_location: "s3://b/x" }, "it must be a folder below"],
  [
    "a location outside of the output prefix",
    { ...good, output_file_location: "study/x" },
    'it must be below "results/"',
    { request: { place: "aws", outputPrefix: "results/" } },
  ],
  ["an absolute input", { ...good, input: "/data/{Well}*" }, "without / in front"],
  ["an input below the mount", { ...good, input: "/home/ubuntu/bucket/raw/{Well}*" }, "leave out /home/ubuntu/bucket/"],
  ["an input that goes up", { ...good, input: "../{Well}*" }, 'an empty folder name, "." or ".."'],
  [
    "a mount that is not there",
    { ...good, shared_metadata: { dir: "/home/ubuntu/bucket/x" } },
    "set `mountBucket`, or give `input`",
    { request: { place: "aws", outputPrefix: "" } },
  ],
  [
    "a job that fits into no message",
    { groups: [{ a: "x".repeat(400_000) }], argument: "{a}{a}" },
    "a message holds 1048576",
  ],
  [
    "no script where one must be sent",
    good,
    "no script: give --script FILE, or `script` in the job file",
    { request: { preview: false } },
  ],
  [
    "an unknown placeholder in the command",
    good,
    "command: {wel} is no key of the group or of shared_metadata; did you mean {Well}?",
    { request: { engine: "command", command: ["x", "{input}", "{wel}"] } },
  ],
  // complete jobs
  ["a line that is no JSON", '{"v":1', "line 1 is not JSON", { name: "x.jsonl" }],
  ["a line that is no job", '{"v":1}', "line 1: jobId: ", { name: "x.jsonl" }],
  [
    "a line with a number as parameter",
    JSON.stringify(jsonl({ parameters: { a: 1 } })),
    "line 1: parameters.a: ",
    { name: "x.jsonl" },
  ],
  [
    "a line with a bad output",
    JSON.stringify(jsonl({ output: "a/.dfiji/" })),
    'line 1: output: "a/.dfiji/" is no folder for results: .dfiji/ is for bookkeeping',
    { name: "x.jsonl" },
  ],
  [
    "a line twice",
    `${JSON.stringify(jsonl({}))}\n${JSON.stringify(jsonl({}))}`,
    'line 2: job 1 already has the name "a"',
    { name: "x.jsonl" },
  ],
  ["no line", "\n", "no jobs", { name: "x.jsonl" }],
  // script
  [
    "a parameter that is not given",
    good,
    "line 1 of script.ijm asks for sigma (Double) and the jobs do not give it: give it in shared_metadata",
    { script: "#@ Double sigma\n" },
  ],
  [
    "a parameter in other letters",
    good,
    'asks for well (String) and the jobs do not give it: rename "Well" to "well"',
    { script: "#@ String well\n" },
  ],
  [
    "a near miss of a parameter with a default",
    { ...good, groups: [{ Sigmas: "3" }] },
    'the group key "Sigmas" is nearly sigma on line 1',
    { script: "#@ Double(value=2) sigma\n" },
  ],
  [
    "a shared key that nothing reads",
    { ...good, input: "x", shared_metadata: { sigmma: "2" } },
    'shared_metadata.sigmma is not read: no #@ line declares it and no placeholder uses it; did you mean "sigma"?',
    { script: "#@ Double(value=2) sigma\n" },
  ],
  [
    "a text for a whole number",
    { ...good, shared_metadata: { n: "12.5" } },
    'shared_metadata.n is "12.5", which is not a whole number (Integer on line 1',
    { script: "#@ Integer n\n" },
  ],
  [
    "a number too large",
    { ...good, shared_metadata: { n: "99999999999" } },
    "is outside -2147483648 to 2147483647",
    { script: "#@ int n\n" },
  ],
  ["a decimal comma", { ...good, shared_metadata: { s: "1,5" } }, 'write "1.5"', { script: "#@ Double s\n" }],
  [
    "yes for a boolean",
    { ...good, shared_metadata: { b: "yes" } },
    'is not a boolean: write "true"',
    { script: "#@ Boolean b\n" },
  ],
  [
    "a choice that is none",
    { ...good, shared_metadata: { m: "otsu" } },
    'is no choice: write "Otsu"',
    { script: '#@ String(choices={"Otsu","Li"}) m\n' },
  ],
  [
    "a number below its min",
    { ...good, groups: [{ n: "0" }] },
    'groups[0].n is "0", which is below its min, 1',
    { script: "#@ Integer(min=1) n\n" },
  ],
  [
    "a type of Fiji",
    good,
    "asks for img (ImagePlus) and the jobs do not give it: a job has no open image; open it in the script",
    { script: "#@ ImagePlus img\n" },
  ],
  [
    "a #@ line that cannot be read",
    good,
    'line 1 of script.ijm: #@ String (label="x" name: ")" is missing',
    { script: '#@ String (label="x" name\n' },
  ],
  [
    "a parameter in a comment that the job does not give",
    good,
    "line 1 of script.ijm asks for sigma (Double) and the jobs do not give it",
    { script: "// @Double sigma\n" },
  ],
  [
    "a type that only Fiji knows",
    good,
    "line 1 of script.ijm: bar is of type Foo, which needs Fiji: --engine fiji",
    { script: "#@ Foo bar\n" },
  ],
  [
    "a directive for Fiji's add-ons",
    good,
    "line 1 of script.ijm: #@dependency is for an add-on of Fiji",
    { script: '#@dependency("a:b:c")\n' },
  ],
  [
    "an output of a macro, which plain ImageJ loses",
    good,
    "line 2 of script.ijm: #@output count would be lost: only --engine fiji keeps outputs; or write it, e.g. File.saveString(count,",
    { script: "x=1;\n#@output Integer count\n" },
  ],
  [
    "an image as an output",
    good,
    "line 1 of script.ijm: #@output ImagePlus mask would be lost, a table holds texts and numbers",
    { script: "#@output ImagePlus mask\n", request: { engine: "fiji" } },
  ],
  [
    "a parameter that is a word of the macro language",
    good,
    "line 1 of script.ijm: Image is a word of the macro language: write `#@ File image` in the script, use image there, and {image} in a pattern or",
    { script: "#@ File Image\n" },
  ],
  [
    "a word of the macro language in Fiji, too",
    good,
    "line 1 of script.ijm: getInfo is a word of the macro language: write `#@ String myGetInfo`",
    { script: "#@ String getInfo\n", request: { engine: "fiji" } },
  ],
  [
    "a script of Fiji",
    { ...good, script: "s.groovy" },
    "s.groovy is no ImageJ macro (.ijm), it needs Fiji: --engine fiji",
    { files: { "s.groovy": "println 1" } },
  ],
  [
    "a prompt for a folder",
    good,
    'line 2 of script.ijm: getDirectory("Choose") asks a person, and there is none: declare `#@ File (style="directory") input`',
    { script: '// x\nd = getDirectory("Choose");\n' },
  ],
  [
    "a prompt for a number",
    good,
    "line 1 of script.ijm: getNumber(…) asks a person",
    { script: 'n = getNumber("n", 1);' },
  ],
  ["a dialog", good, "line 1 of script.ijm: Dialog.create(…) asks a person", { script: 'Dialog.create("x");' }],
  ["a wait", good, "waitForUser(…) asks a person, and there is none: remove it", { script: 'waitForUser("x");' }],
  ["a file dialog", good, "File.openDialog(…) asks a person", { script: 'f = File.openDialog("x");' }],
  // inputs
  [
    "other padding than the files'",
    { grid: { Well: "A01..H12" }, input: "{Well}_*" },
    "96 of 96 jobs have no input: A01_*, A02_*, A03_*, …; found A1_1.tif: write `A1..H12`",
    { images: ["A1_1.tif"] },
  ],
  [
    "padding where the files have none",
    { grid: { Site: "1..9" }, input: "s{Site}.tif" },
    "found s01.tif: write `01..09`",
    { images: ["s01.tif"] },
  ],
  [
    "other case than the files'",
    { ...good, input: "{Well}.tif" },
    "1 of 1 job has no input: A01.tif; found A01.TIF: upper and lower case differ",
    { images: ["A01.TIF"] },
  ],
  [
    "the start of a name",
    { ...good, input: "{Well}" },
    "found A01_1.tif: write the whole name, or a pattern such as `A01*`",
    { images: ["A01_1.tif"] },
  ],
  ["a folder without its slash", { ...good, input: "{Well}" }, "a pattern such as `A01/`", { images: ["A01/1.tif"] }],
  ["no files at all", { ...good, input: "{Well}.tif" }, "no files found", { images: [] }],
  [
    "inputs of one name with --flat",
    { ...good, input: ["a/*", "b/*"] },
    "with --flat, a/x.tif and b/x.tif would be the same file in the job's input folder",
    { images: ["a/x.tif", "b/x.tif"], request: { flat: true } },
  ],
];

describe("a bad job file is refused", () => {
  for (const [title, file, problem, situation = {}] of table) {
    it(title, () =>
      plan(file, situation, async (planned) => {
        const found = planned.problems.some((text) => text.includes(problem));
        assert.ok(found, `wanted: ${problem}\ngot: ${planned.problems.join("\n")}`);
        assert.equal(planned.count, 0);
        for await (const job of planned.jobs()) assert.fail(`${job.name} would be sent`);
      }),
    );
  }
  it("and all of its problems are reported together", async () => {
    const file = '{"grid": {"Well": "H12..A01"}, "timeoutMinutes": 0, "outptu": "x", "shared_metadata": {"a": 1.50}}';
    await plan(file, {}, async ({ problems }) => {
      assert.equal(problems.length, 4, problems.join("\n"));
      for (const part of [
        "grid.Well is",
        "timeoutMinutes is 0",
        'key "outptu" is unknown',
        "shared_metadata.a is 1.50",
      ])
        assert.equal(problems.filter((problem) => problem.includes(part)).length, 1, part);
    });
  });
  it("and a problem of every job is kept a thousand times and counted", async () => {
    const file = { grid: { a: "1..3000" }, output: "../{a}" };
    await plan(file, {}, async ({ problems, problemCount }) =>
      assert.deepEqual([problems.length, problemCount], [1000, 3000]),
    );
  });
});
