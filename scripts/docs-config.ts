// Writes Pulumi.yaml and docs/configuration.md from the config's schema.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configurationPage, projectFile } from "../components/config/docs";

const root = join(__dirname, "..");
mkdirSync(join(root, "docs"), { recursive: true });
writeFileSync(join(root, "Pulumi.yaml"), projectFile());
writeFileSync(join(root, "docs", "configuration.md"), configurationPage());
