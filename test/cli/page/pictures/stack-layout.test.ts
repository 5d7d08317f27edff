import assert from "node:assert/strict";
import { imagejImages, type PlaneIndex, stackLayout } from "../../../../cli/page/pictures/stack-layout";

const at = (channel: number, slice = 0, frame = 0): PlaneIndex => ({ channel, slice, frame });

describe("the pages of a stack", () => {
  it("follow ImageJ's description: channels first, then slices, then frames", () => {
    const layout = stackLayout("ImageJ=1.54f\nimages=24\nchannels=2\nslices=3\nframes=4\nhyperstack=true\n", 24);
    assert.deepEqual([layout.channels, layout.slices, layout.frames], [2, 3, 4]);
    const pages = [at(0), at(1), at(0, 1), at(1, 2), at(0, 0, 1), at(1, 2, 3)].map((plane) => layout.pageOf(plane));
    assert.deepEqual(pages, [0, 1, 2, 5, 6, 23]);
  });

  it("follow the order of dimensions that OME-XML names", () => {
    const xml = `<?xml version="1.0"?><OME><Image><Pixels ID="Pixels:0" DimensionOrder="XYZTC" SizeC="2" SizeT="4" SizeZ="3"/>`;
    const layout = stackLayout(xml, 24);
    const pages = [at(0), at(1), at(0, 1), at(1, 2), at(0, 0, 1), at(1, 2, 3)].map((plane) => layout.pageOf(plane));
    assert.deepEqual(pages, [0, 12, 1, 14, 3, 23]);
  });

  for (const [what, description] of [
    ["without a description", ""],
    ["whose description names another number", "ImageJ=1.54f\nimages=24\nchannels=2\nslices=12\n"],
    [
      "whose OME-XML has its planes in several files",
      `<OME><Pixels DimensionOrder="XYCZT" SizeC="9" SizeT="1" SizeZ="3"/>`,
    ],
  ] as const) {
    it(`are slices in a file ${what}`, () => {
      const layout = stackLayout(description, 5);
      assert.deepEqual([layout.channels, layout.slices, layout.frames], [1, 5, 1]);
      assert.equal(layout.pageOf(at(0, 4)), 4);
    });
  }

  it("are counted by ImageJ's description alone", () => {
    assert.equal(imagejImages("ImageJ=1.54f\nimages=600\n"), 600);
    assert.equal(imagejImages("ImageJ=1.54f\nmin=0.0\n"), 1);
    assert.equal(imagejImages("images=600"), 1);
  });
});
