import assert from "node:assert/strict";
import { UnknownValueError } from "@pulumi/policy";
import { ifAllKnown, judgeWhatIsKnown } from "../../../policy/facts/known";
import { memoryMiBOf, vcpusOf } from "../../../policy/facts/tasks";
import { agentSettings } from "../../../policy/facts/launch-templates";

describe("sizes of a task", () => {
  for (const [text, vcpus] of Object.entries({ "1024": 1, "256": 0.25, "1 vCPU": 1, ".5 vcpu": 0.5, "4 vCPUs": 4 })) {
    it(`"${text}" is ${vcpus} vCPUs`, () => assert.equal(vcpusOf(text), vcpus));
  }
  for (const [text, mib] of Object.entries({ "2048": 2048, "2 GB": 2048, "2GB": 2048, "0.5 gb": 512 })) {
    it(`"${text}" is ${mib} MiB`, () => assert.equal(memoryMiBOf(text), mib));
  }
  it("are 0 where ECS would refuse the text", () => {
    assert.equal(vcpusOf("many"), 0);
    assert.equal(memoryMiBOf("2 TB"), 0);
  });
});

describe("settings of the agent in user data", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const set = { cluster: "stitch", reservedMemoryMiB: 512 };
  for (const [form, userData] of Object.entries({
    "plain text": "echo ECS_CLUSTER=stitch\necho ECS_RESERVED_MEMORY=512",
    base64: base64("#!/bin/bash\necho ECS_CLUSTER=stitch >> /etc/ecs/ecs.config\necho ECS_RESERVED_MEMORY=512"),
    "variables of the script": "CLUSTER='stitch'\nMIB=512\nECS_CLUSTER=$CLUSTER\nECS_RESERVED_MEMORY=${MIB}",
    quotes: `ECS_CLUSTER="stitch"\nECS_RESERVED_MEMORY="512"`,
    "two values, of which the last counts": "ECS_CLUSTER=a\nECS_CLUSTER=stitch\nECS_RESERVED_MEMORY=512",
  })) {
    it(`are read from ${form}`, () => assert.deepEqual(agentSettings(userData), set));
  }
  for (const userData of ["", "#!/bin/bash", "ECS_CLUSTER=$CLUSTER", "ECS_CLUSTER=$ECS_CLUSTER"]) {
    it(`are none in ${JSON.stringify(userData)}`, () => assert.deepEqual(agentSettings(userData), {}));
  }
});

describe("judging what is known", () => {
  const Hidden = UnknownValueError as unknown as new (sentinel: string, path: string[]) => Error; // its types are internal
  const hidden = (): never => {
    throw new Hidden("04da6b54-80e4-46f7-96ec-b56ff0331ba9", ["memory"]);
  };

  it("looks at everything before it tells of the first hidden value", () => {
    const seen: unknown[] = [];
    const look = () =>
      judgeWhatIsKnown((known) => {
        seen.push(known(hidden, "otherwise"));
        seen.push(known(() => 5, 0));
      });
    assert.throws(look, UnknownValueError);
    assert.deepEqual(seen, ["otherwise", 5]);
  });

  it("hides no mistake of ours", () => {
    const mistake = new TypeError("not a function");
    assert.throws(
      () =>
        judgeWhatIsKnown((known) =>
          known(() => {
            throw mistake;
          }, 0),
        ),
      mistake,
    );
  });

  it("answers with nothing where a part of a sum is hidden", () => {
    const sums: unknown[] = [];
    const look = () =>
      judgeWhatIsKnown((known) => {
        sums.push(ifAllKnown(known, (all) => all(() => 1, 0) + all(hidden, 0)));
        sums.push(ifAllKnown(known, (all) => all(() => 1, 0) + all(() => 2, 0)));
      });
    assert.throws(look, UnknownValueError); // a part was hidden
    assert.deepEqual(sums, [undefined, 3]);
  });
});
