import assert from "node:assert/strict";
import { imageLabels } from "../../../../cli/page/pictures/image-labels";

const labels = (jobs: Parameters<typeof imageLabels>[0]): string[][] =>
  imageLabels(jobs).map((one) => [...one.values()]);

describe("labels of a job's images", () => {
  it("are the names without plate, well and site", () => {
    const jobs = [
      { group: { Plate: "P1", Well: "A01", Site: "1" }, keys: ["P1/A01_1_nuclei.tif", "P1/A01_1_cytoplasm.tif"] },
      { group: { Plate: "P1", Well: "B03", Site: "2" }, keys: ["P1/B03_2_nuclei.tif", "P1/B03_2_cytoplasm.tif"] },
    ];
    assert.deepEqual(labels(jobs), [
      ["nuclei", "cytoplasm"],
      ["nuclei", "cytoplasm"],
    ]);
  });

  it("know s1 as site 1, and need no separators at the ends", () => {
    const job = (site: string) => ({ group: { Well: "A01", Site: site }, keys: [`a01-s${site}-w1 DAPI.ome.tiff`] });
    assert.deepEqual(labels([job("1"), job("2")]), [["w1 DAPI"], ["w1 DAPI"]]);
  });

  it("stay the same where a job lacks an image", () => {
    const jobs = [
      { group: { Well: "A01" }, keys: ["A01_DAPI.tif", "A01_GFP.tif"] },
      { group: { Well: "A02" }, keys: ["A02_GFP.tif"] },
    ];
    assert.deepEqual(labels(jobs), [["DAPI", "GFP"], ["GFP"]]);
  });

  it("are what differs within a job where the instrument writes wells another way", () => {
    const job = (row: number) => ({
      group: { Plate: "P1", Well: `${"AB"[row - 1]}01`, Site: "1" },
      keys: [1, 2].map((channel) => `r0${row}c01f01p01-ch${channel}sk1fk1fl1.tiff`),
    });
    assert.deepEqual(labels([job(1), job(2)]), [
      ["ch1sk1fk1fl1", "ch2sk1fk1fl1"],
      ["ch1sk1fk1fl1", "ch2sk1fk1fl1"],
    ]);
  });

  it("are the place in the list where nothing repeats from job to job", () => {
    const jobs = [
      { group: { Id: "x" }, keys: ["zebra.tif", "ant.tif"] },
      { group: { Id: "y" }, keys: ["cow.tif", "dog.tif"] },
    ];
    assert.deepEqual(
      imageLabels(jobs)[0],
      new Map([
        ["ant.tif", "image 1"],
        ["zebra.tif", "image 2"],
      ]),
    );
    assert.deepEqual(labels(jobs)[1], ["image 1", "image 2"]);
  });

  it("of one image a job are one", () => {
    const job = (name: string) => ({ group: { File: name }, keys: [`${name}.tif`] });
    assert.deepEqual(labels([job("a"), job("b"), { group: {}, keys: [] }]), [["image"], ["image"], []]);
  });
});
