import { type RawEnv } from "../../contract/env";
import { type Display } from "../program/display";
import { GROUP_TOKEN } from "../../host/process-group";

/** The worker's environment, in UTF-8, without its credentials and without what would change a JVM behind our back. */
export function javaEnvironment(env: RawEnv, display: Display | undefined, token: string): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(
    ([name]) =>
      !/^(AWS_|DFIJI_|PULUMI_|JAVA_TOOL_OPTIONS$|_JAVA_OPTIONS$|JDK_JAVA_OPTIONS$|DISPLAY$|XAUTHORITY$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    LC_ALL: "C.UTF-8",
    [GROUP_TOKEN]: token,
    ...display?.env,
  };
}
