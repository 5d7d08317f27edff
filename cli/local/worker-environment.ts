import { pick } from "../../worker/engines/program/environment";

/** What the worker needs of the user's environment: to find programs, to build ImageJ's host once, and to reach no account. */
const NEEDED = [
  ...["PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR"],
  ...["JAVA_HOME", "DFIJI_IMAGEJ_DIR", "DFIJI_FIJI_DISPLAY", "XDG_CACHE_HOME", "M2_HOME", "MAVEN_OPTS", "MAVEN_ARGS"],
  "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
] as const;

/**
 * The part of the user's environment that a local worker starts with: scripts can read the environment of the worker that
 * runs them, as of any process of their user, so it holds no secret but those that `--pass-env` names.
 */
export const inheritedEnvironment = (passEnv: readonly string[], env = process.env): Record<string, string> =>
  pick(env, [...NEEDED, ...passEnv]);
