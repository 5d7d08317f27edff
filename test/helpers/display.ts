import { type DisplayPrograms, findDisplay } from "../../worker/engines/program/display";

/** The programs of a virtual display; skips the test, with one line and the cure, where they are missing. */
export function displayOrSkip(test: Mocha.Context): DisplayPrograms {
  const programs = findDisplay("auto", process.env);
  if (programs !== undefined) return programs;
  console.log("      Xvfb or openbox is not on PATH: skipped (apt-get install xvfb openbox)");
  return test.skip();
}
