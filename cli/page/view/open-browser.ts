import { spawn } from "node:child_process";

/**
 * Opens an address in the user's browser, where there is a screen; never an error. Answers with whether it was tried.
 * @param environment of the user's shell
 */
export function openBrowser(address: string, environment: NodeJS.ProcessEnv, platform = process.platform): boolean {
  const program = browserProgram(environment, platform);
  if (program === undefined) return false;
  const [command = "", ...words] = program;
  const child = spawn(command, [...words, address], { stdio: "ignore", detached: true, windowsHide: true });
  child.on("error", () => undefined); // not installed: the address is printed, too
  child.unref();
  return true;
}

/** Undefined where a browser would open on no screen, or on that of another computer. */
export function browserProgram(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string[] | undefined {
  if (environment["SSH_CONNECTION"] !== undefined) return undefined;
  if (platform === "darwin") return ["open"];
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"];
  const hasScreen = Boolean(environment["DISPLAY"]) || Boolean(environment["WAYLAND_DISPLAY"]);
  return hasScreen ? ["xdg-open"] : undefined;
}

/** How to see the page from the computer that this one was entered from by ssh; undefined when it was not. */
export function sshLine(environment: NodeJS.ProcessEnv, port: number, user: string): string | undefined {
  const [, , host] = (environment["SSH_CONNECTION"] ?? "").split(" ");
  return host === undefined ? undefined : `ssh -L ${port}:127.0.0.1:${port} ${user}@${host}`;
}
