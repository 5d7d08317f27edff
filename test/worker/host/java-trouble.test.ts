import assert from "node:assert/strict";
import { javaTrouble } from "../../../worker/host/java-trouble";

describe("javaTrouble", () => {
  const PRINTED: readonly [what: string, printed: string, trouble: string | undefined][] = [
    [
      "a heap that is not there",
      "Error occurred during initialization of VM\nCould not reserve enough space for 8388608KB object heap\n",
      "Error occurred during initialization of VM: Could not reserve enough space for 8388608KB object heap",
    ],
    [
      "memory that is not there",
      "#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# An error report file is saved as:\n# /tmp/hs_err_pid7.log\n",
      "There is insufficient memory for the Java Runtime Environment to continue.",
    ],
    ["an option that no Java has", "Unrecognized VM option 'x'\n", "Unrecognized VM option 'x'"],
    [
      "a machine that is not made",
      "Error: Could not create the Java Virtual Machine.",
      "Error: Could not create the Java Virtual Machine.",
    ],
    [
      "threads that do not start",
      "OpenJDK 64-Bit Server VM warning: Failed to start thread",
      "OpenJDK 64-Bit Server VM warning: Failed to start thread",
    ],
    ["nothing", "", undefined],
    ["another program", "Segmentation fault\n", undefined],
  ];
  for (const [what, printed, trouble] of PRINTED) {
    it(`is ${trouble === undefined ? "nothing" : "its own words"} for ${what}`, () =>
      assert.equal(javaTrouble(printed), trouble));
  }
});
