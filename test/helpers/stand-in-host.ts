import { type HostAnswer } from "../../worker/engines/program/run-failure";
import { type WarmHost } from "../../worker/engines/warm/host";

/** A host without Java: a Node process that speaks the protocol and answers each job with what the job's script says. */
export const standInHost = (program: string = ANSWERS_JOBS): WarmHost => ({
  name: "a stand-in",
  environment: () => ({ PATH: process.env["PATH"] ?? "" }),
  launch: () => ({ argv: [process.execPath, "-e", program], env: {} }),
  prepare: async ({ argument }) => ({ fields: { argument } }),
  encode: (type, id, fields) => JSON.stringify({ type, id, ...fields }),
});

/** What the stand-in answers to a job with this argument. */
export const answering = (changes: Partial<HostAnswer> = {}): string =>
  JSON.stringify({ aborted: false, leftOver: [], liveMiB: 1, ...changes });

const ANSWERS_JOBS = `
  const say = (message) => console.log(JSON.stringify(message));
  say({ type: "ready", versions: { standIn: "1" } });
  require("node:readline").createInterface({ input: process.stdin })
    .on("line", (line) => {
      const { type, id, argument } = JSON.parse(line);
      if (type === "run") say({ type: "end", id, ...JSON.parse(argument) });
    })
    .on("close", () => process.exit());`;
