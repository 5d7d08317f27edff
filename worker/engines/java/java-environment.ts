import { type RawEnv } from "../../contract/env";
import { pick, type ProgramPlaces, programEnvironment } from "../program/environment";

/** The environment of a JVM with ImageJ: that of every program, in UTF-8. What would change a JVM in silence stays out. */
export const javaEnvironment = (
  env: RawEnv,
  pass: readonly string[],
  places: ProgramPlaces,
): Readonly<Record<string, string>> => ({
  ...pick(env, ["JAVA_HOME"]), // Fiji's launchers go by it
  ...programEnvironment({ ...env, LC_ALL: "C.UTF-8" }, pass, places),
});
