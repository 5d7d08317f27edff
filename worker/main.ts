import { makeEngine } from "./engines/make-engine";
import { runWorker } from "./run-worker";

void runWorker(process.env, (env) => makeEngine(env)).then((code) => process.exit(code));
