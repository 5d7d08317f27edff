import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Job } from "../../worker/contract/job";
import { squaresImage } from "../helpers/made-image";
import { build, docker, filesOf } from "../helpers/image/docker";
import { ImageBench, jobsOf } from "../helpers/image/image-bench";
import { testImage } from "../helpers/image/test-image";

const EXAMPLE = join(__dirname, "../../examples/python");
const TAG = "dfiji-test:python";
/** As job.json has it, but for a PGM in place of a TIFF; and a script that uses what the Dockerfile installs. */
const COMMAND = ["python3", "{script}", "{input}/{Image}.pgm", "{output}"];
const COUNTS = `import sys
import numpy
from skimage.measure import label
words = open(sys.argv[1]).read().split()
image = numpy.array(words[4:], dtype=int).reshape(int(words[2]), int(words[1]))
open(sys.argv[2] + "/count.txt", "w").write(str(label(image > 100).max()))
`;

/** A P5 of four pixels: mean 2.5, largest 4. */
const FOUR_PIXELS = `P5 2 2 255\n\u0001\u0002\u0003\u0004`;

describe("image of examples/python", function () {
  this.timeout(900_000);
  let bench: ImageBench;
  before(async function () {
    const base = await testImage(this, "imagej");
    const options = ["--build-arg", `BASE=${base}`];
    const dockerfile = join(EXAMPLE, "Dockerfile");
    const { code, stdout, stderr } = await build({ tag: TAG, context: EXAMPLE, dockerfile, options });
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    bench = await ImageBench.make(TAG);
  });
  after(() => bench?.stop());

  it("runs the example's script and one that imports scikit-image, each by its command, on a read-only root", async () => {
    const measure = await bench.script(await readFile(join(EXAMPLE, "measure.py"), "utf8"), "measure.py");
    const counts = await bench.script(COUNTS, "count.py");
    await bench.inputs.putText("four.pgm", FOUR_PIXELS);
    await bench.inputs.putText("squares.pgm", squaresImage(3));
    const [first, second] = jobsOf(2, measure);
    const job = (from: Job | undefined, Image: string, more: Partial<Job>): Job => ({
      ...(from as Job),
      engine: "command",
      command: COMMAND.map((word) => word.replace("{Image}", Image)),
      input: [`${Image}.pgm`],
      ...more,
    });
    await bench.send([job(first, "four", {}), job(second, "squares", { script: counts })]);
    const environment = { DFIJI_ENGINE: "command", DFIJI_EXIT_WHEN_EMPTY_SECONDS: 1, DFIJI_MAX_ATTEMPTS: 1 } as const;
    const container = await bench.start({ memoryMiB: 1000, vcpus: 1, environment });
    assert.equal(await bench.ended(container), 0, (await bench.log(container)).stderr);
    assert.deepEqual(
      (await bench.attempts()).map(({ name, reason }) => `${name}: ${reason}`),
      [],
    );
    assert.equal((await bench.outputs.getText("J0/measure.csv"))?.trim(), "Pixels,Mean,Max\r\n4,2.500,4");
    assert.equal(await bench.outputs.getText("J1/count.txt"), "9");
  });

  it("keeps the worker's user and entry point, and package lists of no kind", async () => {
    const text = await docker("image", "inspect", "--format", "{{.Config.User}} {{json .Config.Entrypoint}}", TAG);
    assert.match(text, /^dfiji \["\/usr\/bin\/tini"/u);
    assert.deepEqual(
      (await filesOf(TAG)).filter((path) => /^var\/lib\/apt\/lists\/.*[^/]$/u.test(path)),
      [],
    );
  });
});
