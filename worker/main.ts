import { makeEngine } from "./make-engine";
import { runWorker } from "./start";

void runWorker(process.env, (env) => makeEngine(env)).then((code) => process.exit(code));
