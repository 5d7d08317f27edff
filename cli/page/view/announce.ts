import { userInfo } from "node:os";
import { type CliIo } from "../../shared/io";
import { openBrowser, sshLine } from "./open-browser";
import { type ViewServer } from "./server";

export interface Announcement {
  /** Open a browser. */
  readonly opens: boolean;
  /** @default to stdout */
  readonly print?: (line: string) => void;
}

/** Prints where the page is, once, and opens it where there is a screen. */
export function announce(
  { address, port }: ViewServer,
  { opens, print = (line) => void io.stdout(line) }: Announcement,
  io: CliIo,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  print(`The plate page: ${address}`);
  const ssh = sshLine(environment, port, userInfo().username);
  if (ssh !== undefined) io.stderr(`On your own computer, first: ${ssh}`);
  if (opens) openBrowser(address, environment);
}
