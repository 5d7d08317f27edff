import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readContext } from "../../components/image/build-context";
import { EVENTS } from "../../worker/contract/events";
import { build, docker, filesOf, type Output } from "../helpers/image/docker";
import { type FijiDownload, type FijiSite, serveFiji } from "../helpers/image/fiji-download";
import { ImageBench, jobsOf } from "../helpers/image/image-bench";
import { baseArgument, testImage } from "../helpers/image/test-image";

const REPOSITORY = join(__dirname, "../..");
/** Classes of each source of plugins: Fiji's own, docker/plugins/, an update site. */
const PLUGINS = ["Own", "Their", "Offered"];
const WITH_PLUGINS = `#@ File(style="directory") output
import ij.IJ
for (name in ["${PLUGINS.join('", "')}"]) IJ.runPlugIn(name + "_", output.path)
`;
const MACRO = `#@ String Well
#@ File(style="directory") output
newImage(Well, "8-bit ramp", 64, 64, 1);
run("Gaussian Blur...", "sigma=2");
getStatistics(area, mean);
File.saveString(Well + " " + mean, output + "/mean.txt");
`;

/** Maven parts stand for Fiji (test/helpers/fiji-stand-in.ts): its scripts and command line; its launcher and updater are ours. */
describe("image fiji", function () {
  this.timeout(600_000);
  let folder: string;
  let context: string;
  let site: FijiSite;
  before(async function () {
    await testImage(this, "imagej");
    folder = mkdtempSync(join(tmpdir(), "dfiji-fiji-"));
    site = await serveFiji(folder);
    context = contextWithPlugins(join(folder, "context"), site);
  });
  after(() => {
    site?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const buildTarget = async (
    target: string,
    { url, sha256 }: FijiDownload,
  ): Promise<Output & { readonly tag: string }> => {
    const tag = `dfiji-test:${target}`;
    const given = ["--build-arg", `FIJI_URL=${url}`, "--build-arg", `FIJI_SHA256=${sha256}`];
    const options = ["--target", target, ...(await baseArgument()), ...given];
    return { tag, ...(await build({ tag, context, options })) };
  };

  for (const archive of ["zip", "tarGz"] as const) {
    it(`holds the Fiji of the given digest (${archive}), its update sites and the plugins of docker/plugins, not writable`, async () => {
      const { tag, code, stdout, stderr } = await buildTarget("fiji-files", site[archive]);
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      const files = (await filesOf(tag)).filter((path) => path.startsWith("opt/fiji/"));
      assert.ok(files.includes("opt/fiji/jars/updater.jar"));
      assert.deepEqual(
        files.filter((path) => /^opt\/fiji\/plugins\/.*[^/]$/u.test(path)).sort(),
        ["Offered_.jar", "Own_.jar", "ours/Their_.jar"].map((path) => `opt/fiji/plugins/${path}`),
      );
      const asked = await docker("run", "--rm", "--entrypoint", "cat", tag, "/opt/fiji/asked.txt");
      assert.deepEqual(asked.split("\n"), [`add-update-site Lab ${site.updateSite}`, "update"]);
      const writable = "find /opt/fiji -perm /022 -o ! -perm -444";
      assert.equal(await docker("run", "--rm", "--entrypoint", "sh", tag, "-c", writable), "");
    });
  }

  it("is not built from an archive of another digest", async () => {
    const { code, stdout, stderr } = await buildTarget("fiji", { ...site.tarGz, sha256: "0".repeat(64) });
    assert.notEqual(code, 0);
    const { url, sha256 } = site.tarGz;
    assert.match(`${stdout}${stderr}`, new RegExp(`get-fiji: ${url} has SHA-256 ${sha256}, not 0{64}`, "u"));
  });

  it("is not built without a digest", async () => {
    const { code, stdout, stderr } = await buildTarget("fiji", { ...site.tarGz, sha256: "" });
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`, /FIJI_SHA256 is "": give an address and its 64 hex digits/u);
  });

  it("is not built when an update site does not answer", async () => {
    const sites = join(context, "docker/plugins/update-sites.txt");
    writeFileSync(sites, "Gone http://127.0.0.1:1/gone/\n");
    try {
      const { code, stdout, stderr } = await buildTarget("fiji", site.tarGz);
      assert.notEqual(code, 0);
      assert.match(`${stdout}${stderr}`, /ConnectException/u);
    } finally {
      writeFileSync(sites, sitesFile(site));
    }
  });

  it("is not built when its Fiji runs no job", async () => {
    const { code, stdout, stderr } = await buildTarget("fiji", site.empty);
    assert.notEqual(code, 0);
    assert.match(`${stdout}${stderr}`, /smoke: EngineStartError: \/opt\/fiji holds no launcher/u);
  });

  describe("built", () => {
    let image: string;
    let built: Output;
    let bench: ImageBench;
    before(async () => {
      ({ tag: image, ...built } = await buildTarget("fiji", site.tarGz));
      assert.equal(built.code, 0, `${built.stdout}\n${built.stderr}`);
    });
    beforeEach(async () => {
      bench = await ImageBench.make(image);
    });
    afterEach(() => bench?.stop());

    it("has run its smoke job in Fiji, and says which one it is", async () => {
      const smoke = /^smoke: (\{.*\})$/mu.exec(built.stdout)?.[1];
      // a layer of an earlier run of this test is kept without its words
      if (smoke !== undefined) assert.equal((JSON.parse(smoke) as { engine: string }).engine, "fiji");
      assert.match(built.stdout, /RUN node \/opt\/dfiji\/smoke\.js/u);
      const labels = JSON.parse(await docker("image", "inspect", "--format", "{{json .Config.Labels}}", image)) as {
        readonly [name: string]: string;
      };
      assert.equal(labels["distributed-fiji.fiji.url"], site.tarGz.url);
      assert.equal(labels["distributed-fiji.fiji.sha256"], site.tarGz.sha256);
    });

    const JOBS = 20;
    const DRAIN = { DFIJI_ENGINE: "fiji", DFIJI_EXIT_WHEN_EMPTY_SECONDS: 1, DFIJI_MAX_ATTEMPTS: 1 } as const;
    const pluginFiles = (job: string): string[] => PLUGINS.map((name) => `${job}/${name}.txt`).sort();
    /** Keys that each job's marker lists, once the container has done them all. */
    const filesOfJobs = async (container: string): Promise<ReadonlyMap<string, readonly string[]>> => {
      assert.equal(await bench.ended(container), 0, (await bench.log(container)).stderr);
      assert.deepEqual(
        (await bench.attempts()).map(({ name, reason }) => `${name}: ${reason}`),
        [],
      );
      const markers = await bench.markers();
      return new Map(markers.map(({ name, outputs }) => [name, outputs.map(({ key }) => key).sort()]));
    };

    it("runs macros, and Groovy that calls the plugins of every source, with 2 copies on a read-only root", async () => {
      const macro = await bench.script(MACRO);
      const groovy = await bench.script(WITH_PLUGINS, "plugins.groovy");
      await bench.send(
        jobsOf(JOBS, macro, (index) => ({ engine: "fiji", ...(index % 2 === 0 ? {} : { script: groovy }) })),
      );
      const container = await bench.start({ memoryMiB: 2400, vcpus: 2, environment: { ...DRAIN, DOCKER_CORES: 2 } });
      const files = await filesOfJobs(container);
      assert.equal(files.size, JOBS);
      for (let index = 0; index < JOBS; index++) {
        const expected = index % 2 === 0 ? [`J${index}/mean.txt`] : pluginFiles(`J${index}`);
        assert.deepEqual(files.get(`J${index}`), expected);
      }
      assert.match((await bench.outputs.getText("J2/mean.txt")) ?? "", /^J2 \d+/u);
      const { events } = await bench.log(container);
      assert.equal(new Set(events.filter(({ msg }) => msg === EVENTS.copyReady).map(({ copy }) => copy)).size, 2);
    });

    it("starts Fiji for each job where warm is off, as an arbitrary uid", async () => {
      const script = await bench.script(WITH_PLUGINS, "plugins.groovy");
      await bench.send(jobsOf(2, script, () => ({ engine: "fiji" })));
      const environment = { ...DRAIN, DFIJI_WARM: false };
      const container = await bench.start({ memoryMiB: 1300, vcpus: 1, environment }, ["--user", "54321:0"]);
      const files = await filesOfJobs(container);
      assert.deepEqual([files.get("J0"), files.get("J1")], [pluginFiles("J0"), pluginFiles("J1")]);
    });
  });
});

const sitesFile = ({ updateSite }: FijiSite): string => `# of our lab\n\nLab ${updateSite}\n`;

/** A copy of what the repository gives to Docker, with plugins. */
function contextWithPlugins(context: string, site: FijiSite): string {
  const copied = [...readContext(REPOSITORY).map(({ path }) => path), ".dockerignore"];
  for (const path of copied) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    copyFileSync(join(REPOSITORY, path), join(context, path));
  }
  mkdirSync(join(context, "docker/plugins/ours"));
  writeFileSync(join(context, "docker/plugins/update-sites.txt"), sitesFile(site));
  copyFileSync(site.theirJar, join(context, "docker/plugins/ours/Their_.jar"));
  return context;
}
