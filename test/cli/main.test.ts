import assert from "node:assert/strict";
import { version } from "../../package.json";
import { main } from "../../cli/main";
import { FakeIo } from "../helpers/cli-io";

const COMMANDS = [
  "local",
  "jobs",
  "collect",
  "status",
  "failures",
  "view",
  "submit",
  "monitor",
  "experiments",
  "deployment",
  "worker",
  "demo",
  "doctor",
  "fiji",
  "start",
  "stop",
  "cancel",
  "logs",
  "shell",
  "upload",
  "download",
  "export-logs",
  "down",
];

/** Policies of the commands of a run day, as the user's documents give them (docs/aws.md). */
const POLICIES = {
  "read-only": ["status", "failures", "monitor", "experiments", "logs", "download"],
  operate: ["submit", "start", "stop", "cancel", "export-logs", "upload", "shell"],
  deploy: ["down"],
} as const;

describe("dfiji's command line", () => {
  const call = async (...args: string[]) => {
    const io = new FakeIo("/nowhere");
    const code = await main(args, io);
    return { code, out: io.out.join("\n"), err: io.err.join("\n") };
  };

  it("lists every command and the exit codes in its help, and ends with 0", async () => {
    const { code, out } = await call("--help");
    assert.equal(code, 0);
    for (const command of COMMANDS) assert.match(out, new RegExp(`^  ${command}\\b`, "m"));
    assert.match(out, /Exit codes: 0 .* 1 .* 2 .* 3 /);
  });

  it("prints the version of package.json", async () => {
    assert.deepEqual(await call("--version"), { code: 0, out: version, err: "" });
  });

  for (const command of COMMANDS) {
    it(`${command} --help shows an example`, async () => {
      const { code, out } = await call(command, "--help");
      assert.equal(code, 0);
      assert.match(out, /^Examples?:/m);
      assert.match(out, new RegExp(`dfiji ${command}`));
    });
  }

  for (const [policy, commands] of Object.entries(POLICIES)) {
    for (const command of commands) {
      it(`${command} --help names the policy ${policy}, and --json`, async () => {
        const { out } = await call(command, "--help");
        assert.match(out, new RegExp(`On AWS it needs the policy docs/rights/${policy}\\.json`));
        assert.match(out, /^ +--json /m);
      });
    }
  }

  const wrong: [title: string, args: string[], message: RegExp][] = [
    ["a misspelled command names the right one", ["sumbit"], /unknown command 'sumbit'\s+\(Did you mean submit\?\)/],
    [
      "a misspelled option names the right one",
      ["local", "--inptu", "x"],
      /unknown option '--inptu'\s+\(Did you mean --input\?\)/,
    ],
    ["local needs --input", ["local", "--output", "x"], /dfiji local needs --input DIR, e.g. dfiji local --script/],
    ["local needs --output", ["local", "--input", "x"], /dfiji local needs --output DIR, e.g. dfiji local --script/],
    ["copies must be a number", ["local", "--copies", "many"], /'many' is invalid.*whole number from 1 to 256/s],
    ["copies must be at least 1", ["local", "--copies", "0"], /'0' is invalid/],
    ["an engine must be a known one", ["local", "--engine", "java"], /Allowed choices are imagej, fiji, command/],
    ["a command must be JSON", ["local", "--command", "python3 x"], /must be a JSON list of words/],
    ["minutes must be above 0", ["local", "--timeout-minutes", "0"], /must be a number above 0/],
    ["doctor needs a Fiji", ["doctor"], /dfiji doctor needs --fiji DIR$/],
    ["doctor's Fiji must be there", ["doctor", "--fiji", "no"], /--fiji is \/nowhere\/no: it does not exist/],
    [
      "doctor's script must be a regular file",
      ["doctor", "--fiji", "/", "--script", "/dev/zero"],
      /--script is \/dev\/zero: it is a pipe or a device, not a regular file/,
    ],
    [
      "doctor's parameters are for a script",
      ["doctor", "--fiji", "no", "--param", "a=1"],
      /--input and --param are for a script: give --script FILE/,
    ],
    [
      "doctor's parameters have a name",
      ["doctor", "--fiji", "no", "--param", "a"],
      /'a' is invalid. It must be name=value/,
    ],
    ["collect needs a name", ["collect"], /missing required argument 'tables'/],
    [
      "collect needs a place",
      ["collect", "a.csv"],
      /Give --output DIR, --bucket NAME, --stack NAME or --deployment FILE/,
    ],
    ["collect takes one place", ["collect", "a.csv", "--output", "x", "--bucket", "y"], /cannot be used with/],
    ["a folder of results must be there", ["status", "--output", "nothing"], /nothing: no such folder/],
    [
      "an input folder must be there",
      ["local", "--input", "no", "--output", "x"],
      /--input is .*no: it does not exist/,
    ],
    [
      "results beside the images they came from are refused",
      ["local", "--input", "/", "--output", "/"],
      /--input and --output are both \/: results would be taken for images; give --output another folder/,
    ],
    ["submit needs a queue", ["submit", "x.json", "--bucket", "b"], /where to\? Give .*--queue NAME/],
    ["a deployment must be readable", ["status", "--deployment", "no.json"], /--deployment .*no\.json does not exist/],
  ];
  for (const [title, args, message] of wrong) {
    it(`${title}: exit 2, no stack`, async () => {
      const { code, err } = await call(...args);
      assert.equal(code, 2, err);
      assert.match(err, message);
      assert.doesNotMatch(err, /^\s+at /m);
    });
  }
});
