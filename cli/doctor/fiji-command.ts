import { type Command, Option } from "commander";
import { DEFAULT_FIJI_URL } from "../fiji/default-address";
import { type ExitCode } from "../shared/exit";
import { type CliIo } from "../shared/io";
import { absolute, sha256 } from "../shared/options";

const EXAMPLES = `
Examples:
  $ dfiji fiji fetch
  $ dfiji fiji fetch --to ~/Fiji --stack worked-example
  $ dfiji fiji fetch --url https://example.org/fiji-linux64.zip --sha256 9f86d0…0a08

The address without --url was not tried by this project: ${DEFAULT_FIJI_URL}
A Linux Fiji is the one for AWS: stacks build their image from engineUrl and engineSha256.
Ctrl-C and cuts of the network leave DIR.part: the same command resumes there.
Exit codes: 0 it is there and works, 1 it does not do all that jobs need or it was stopped, 2 bad input or another digest,
3 it does not come, cannot be unpacked or does not start.`;

interface FetchOptions {
  readonly url: string;
  readonly to: string;
  readonly sha256?: string;
  readonly stack?: string;
  readonly config?: string;
  readonly json?: boolean;
}

export function registerFiji(program: Command, io: CliIo, end: (code: ExitCode) => void): void {
  const fiji = program
    .command("fiji")
    .summary("get a Fiji, for this computer and for a stack")
    .description("Gets a Fiji, for this computer and for a stack.")
    .addHelpText("after", EXAMPLES);
  fiji
    .command("fetch")
    .summary("download, check, unpack and try a Fiji; give its address and digest to a stack")
    .description(
      "Downloads a Fiji, checks its SHA-256, unpacks it, tries it by the short form of `dfiji doctor`, and prints what a stack needs.",
    )
    .option("--url <address>", "a Fiji as zip or tar.gz, https://", DEFAULT_FIJI_URL)
    .option("--to <dir>", "folder that the Fiji becomes; absent or empty", "Fiji")
    .option("--sha256 <digest>", "SHA-256 that it must have; without it, it is computed and printed", sha256)
    .addOption(
      new Option("--stack <name>", "write engineUrl and engineSha256 into the project's Pulumi.NAME.yaml").conflicts(
        "config",
      ),
    )
    .option("--config <file>", "write them into this config file of a stack")
    .option("--json", "one JSON object instead of text")
    .addHelpText("after", EXAMPLES)
    .action(async ({ url, to, sha256: expected, stack, config, json = false }: FetchOptions) => {
      const { fetchFiji } = require("./fetch-fiji") as typeof import("./fetch-fiji");
      const target = { stack, file: absolute(io, config) };
      end(await fetchFiji({ url, folder: absolute(io, to)!, expected, target, json }, io));
    });
}
