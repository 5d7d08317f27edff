// Started by the Pulumi CLI: node <this> <engine address> <pack folder>, in the pack's folder.
const { resolve } = require("node:path");

const folder = process.argv[3];
if (folder === undefined) {
  console.error("usage: run-policy-pack <engine address> <pack folder>");
  process.exit(1);
}
require(resolve(folder));
