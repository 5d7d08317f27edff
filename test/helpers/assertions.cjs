// Counts the calls of node:assert/strict while tests run, over all processes of a run: each appends its number to one file.
const { appendFileSync } = require("node:fs");
const assert = require("node:assert/strict");

/** Variable that names the file; set by reporter.cjs. */
exports.ASSERTIONS = "DFIJI_TEST_ASSERTIONS";

let calls = 0;
for (const name of Object.keys(assert)) {
  const original = assert[name];
  if (typeof original !== "function" || /^[A-Z]|^strict$/.test(name)) continue;
  assert[name] = (...args) => {
    calls += 1;
    return original(...args);
  };
}
exports.mochaHooks = {
  afterAll() {
    const file = process.env[exports.ASSERTIONS];
    if (file) appendFileSync(file, `${calls}\n`);
    calls = 0;
  },
};
