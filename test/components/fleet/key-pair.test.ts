import assert from "node:assert/strict";
import { lookUpKeyPair } from "../../../components/fleet/key-pair";
import { type Answer, refused, runProgram } from "../../helpers/pulumi-mocks";

async function look(keyName: string, getKeyPair: Answer): Promise<string> {
  const answers = { "aws:ec2/getKeyPair:getKeyPair": getKeyPair };
  const { result } = await runProgram(
    () =>
      lookUpKeyPair(keyName).then(
        () => "there",
        (error: unknown) => (error as Error).message,
      ),
    { answers },
  );
  return result;
}

describe("the key pair of machines", () => {
  it("is looked up by its name: a typo is refused, .pem is a legal name", async () => {
    const asked: unknown[] = [];
    const has = (inputs: object): unknown => {
      asked.push(inputs);
      return "keyName" in inputs && inputs.keyName === "ada.pem"
        ? { id: "key-1" }
        : refused("reading EC2 Key Pair: no matching EC2 Key Pair found");
    };
    assert.equal(await look("ada.pem", has), "there");
    assert.deepEqual(asked, [{ keyName: "ada.pem" }]);
    assert.match(
      await look("ada", has),
      /keyName is "ada"; this region has no such key pair, .*: `pulumi config rm distributed-fiji:keyName`$/u,
    );
  });

  it("passes on what else is wrong", async () => {
    assert.match(
      await look("ada", () => refused("UnauthorizedOperation: ec2:DescribeKeyPairs")),
      /UnauthorizedOperation/u,
    );
  });
});
