import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stackValues, withStackValues } from "../../../cli/pulumi/stack-file";

const VALUES = { engineUrl: "https://x.org/fiji.zip", engineSha256: "0123456789".repeat(6) + "0123" };
const WRITTEN = {
  "distributed-fiji:engineUrl": VALUES.engineUrl,
  "distributed-fiji:engineSha256": VALUES.engineSha256,
};

describe("withStackValues", () => {
  it("changes two lines of the worked example, and no other", () => {
    const before = readFileSync(join(__dirname, "../../../examples/stacks/Pulumi.worked-example.yaml"), "utf8");
    const after = withStackValues(before, VALUES);
    const changed = after.split("\n").filter((line, index) => line !== before.split("\n")[index]);
    assert.deepEqual(changed, [
      '  distributed-fiji:engineUrl: "https://x.org/fiji.zip"',
      `  distributed-fiji:engineSha256: "${VALUES.engineSha256}"`,
    ]);
    assert.equal(after.split("\n").length, before.split("\n").length);
    assert.deepEqual(stackValues(after), { ...stackValues(before), ...WRITTEN });
  });

  const texts: [title: string, text: string, others: object][] = [
    ["an empty file", "", {}],
    ["a file without config", "encryptionsalt: v1:abc\n", {}],
    ["an empty config", "config:\n", {}],
    ["a config with other keys", "config: # mine\n    aws:region: eu-west-1\n", { "aws:region": "eu-west-1" }],
    ["no line break at its end", "config:\n  aws:region: a", { "aws:region": "a" }],
    ["quoted keys", `config:\n  "distributed-fiji:engineUrl": old # why\n  b: 1\n`, { b: 1 }],
    ["CRLF", "config:\r\n  aws:region: a\r\n", { "aws:region": "a" }],
  ];
  for (const [title, text, others] of texts) {
    it(`writes into ${title}`, () => {
      assert.deepEqual(stackValues(withStackValues(text, VALUES)), { ...others, ...WRITTEN });
    });
  }

  it("keeps what stands beside the config", () => {
    assert.equal(
      withStackValues("encryptionsalt: v1:abc\nconfig:\n  a: b\n", { engine: "fiji" }),
      'encryptionsalt: v1:abc\nconfig:\n  distributed-fiji:engine: "fiji"\n  a: b\n',
    );
  });

  for (const text of ["config: {a: b}\n", "config:\n  distributed-fiji:engineUrl: >-\n    a\n    b\n"]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => withStackValues(text, VALUES), /not one that can be changed by lines/);
    });
  }

  it("refuses what is no config file", () => {
    assert.throws(() => withStackValues("config: 3\n", VALUES), /no config file of a stack/);
    assert.throws(() => withStackValues("a: [", VALUES), /unexpected end/);
  });
});
