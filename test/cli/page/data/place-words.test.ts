import assert from "node:assert/strict";
import { type Place } from "../../../../cli/bookkeeping/result-location";
import { placeWords } from "../../../../cli/page/data/place-words";
import { type Deployment } from "../../../../worker/contract/deployment";

describe("options that name the same results", () => {
  const at = (place: Partial<Place>) => place as Place;

  it("writes a folder as it is seen from where the command was called, quoted", () => {
    assert.equal(placeWords({ output: "x" }, at({ outputDir: "/w/my results" }), "/w"), "--output 'my results'");
    assert.equal(placeWords({ output: "." }, at({ outputDir: "/w" }), "/w"), "--output .");
    assert.equal(placeWords({ output: "../r" }, at({ outputDir: "/r" }), "/w"), "--output /r");
    assert.equal(placeWords({ output: "./-r" }, at({ outputDir: "/w/-r" }), "/w"), "--output ./-r");
  });

  it("writes a bucket with its prefix, profile and queues", () => {
    const options = { bucket: "b", outputPrefix: "results/", profile: "lab", queue: "q", deadLetterQueue: "dead" };
    assert.equal(
      placeWords(options, at({}), "/w"),
      "--bucket b --output-prefix results/ --queue q --dead-letter-queue dead --profile lab",
    );
  });

  it("names the selected stack, and a deployment file in its place", () => {
    const deployment = { stack: "dev" } as Deployment;
    assert.equal(placeWords({}, at({ deployment }), "/w"), "--stack dev");
    assert.equal(placeWords({ deployment: "d e.json" }, at({ deployment }), "/w"), "--deployment 'd e.json'");
  });
});
