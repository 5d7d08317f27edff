import assert from "node:assert/strict";
import { renderUserData, USER_DATA_LIMIT_BYTES, type UserDataArgs } from "../../../components/fleet/user-data";

const args: UserDataArgs = {
  clusterName: "fiji-plates",
  machineLogGroup: "fiji-plates_perInstance",
  reservedMemoryMiB: 512,
};

describe("user data", () => {
  it("is a bash script far below what EC2 takes, whatever is switched on", () => {
    const script = renderUserData({ ...args, bucketMount: { bucket: "b".repeat(63), inputPrefix: "a/".repeat(400) } });
    assert.ok(script.startsWith("#!/bin/bash\n"));
    assert.ok(Buffer.byteLength(script) < 0.6 * USER_DATA_LIMIT_BYTES, `${Buffer.byteLength(script)} bytes`);
  });
  it("is the same text for the same values", () => {
    assert.equal(renderUserData(args), renderUserData({ ...args }));
  });
  it("writes the ECS configuration before anything that can fail", () => {
    const script = renderUserData(args);
    const config = script.indexOf("\nstep ");
    assert.match(script.slice(config), /^\nstep "ECS configuration/);
    for (const risky of ["curl ", "dnf ", "mkfs.xfs "]) assert.ok(script.indexOf(risky) > config, risky);
  });
  it("never starts or stops ECS, and never stops Docker", () => {
    const calls = renderUserData({ ...args, bucketMount: { bucket: "images", inputPrefix: "" } })
      .split("\n")
      .filter((line) => line.includes("systemctl "));
    assert.ok(calls.length > 0);
    for (const call of calls) assert.doesNotMatch(call, /systemctl.*(\becs\b|stop docker)/);
  });
  it("installs the bucket mount only when asked", () => {
    assert.doesNotMatch(renderUserData(args), /mount-s3/);
    assert.match(renderUserData({ ...args, bucketMount: { bucket: "images", inputPrefix: "" } }), /mount-s3/);
  });
  it("keeps values in quotes, whatever they hold", () => {
    const script = renderUserData({ ...args, bucketMount: { bucket: "b", inputPrefix: "it's $(here)/" } });
    assert.match(script, /^INPUT_PREFIX='it'\\''s \$\(here\)\/'$/m);
  });
  it("refuses to be longer than EC2 takes", () => {
    const inputPrefix = `${"x".repeat(USER_DATA_LIMIT_BYTES)}/`;
    assert.throws(() => renderUserData({ ...args, bucketMount: { bucket: "b", inputPrefix } }), /EC2 takes 16384/);
  });
});
