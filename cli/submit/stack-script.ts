import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Store } from "../../worker/storage/store";
import { CliError, EXIT } from "../shared/exit";

export interface StackScriptDeps {
  readonly openBucket: (bucket: string) => Promise<Pick<Store, "getText">>;
  readonly fetch: (address: string) => Promise<Response>;
}

/** The stack's script as a file of this computer: fetched when it is asked for, if it is given by an address. */
export class StackScript {
  private folder: string | undefined;

  constructor(
    /** Path, `s3://BUCKET/KEY` or `https://…`. */
    private readonly script: string,
    private readonly sha256: string | undefined,
    private readonly cwd: string,
    private readonly deps: StackScriptDeps,
  ) {}

  /** @throws {CliError} exit 3 when it cannot be fetched, 2 when it is another one than the stack was made with */
  async path(): Promise<string> {
    if (!this.script.includes("://")) return resolve(this.cwd, this.script);
    const text = await this.fetchText();
    const found = createHash("sha256").update(text).digest("hex");
    if (this.sha256 !== undefined && found !== this.sha256) {
      throw new CliError(EXIT.badInput, `the stack's script ${this.shown} has the SHA-256 ${found}`, [
        `the stack was made with ${this.sha256}: run \`pulumi up\` again, or give --script FILE`,
      ]);
    }
    this.folder ??= await mkdtemp(join(tmpdir(), "dfiji-script-"));
    const path = join(
      this.folder,
      basename(this.script.startsWith("s3://") ? this.script : new URL(this.script).pathname),
    );
    await writeFile(path, text);
    return path;
  }

  /** A presigned address gives its rights to everybody who reads it: its query is not shown. */
  private get shown(): string {
    return this.script.replace(/\?.*$/s, "?…");
  }

  /** Removes what was fetched. */
  async dispose(): Promise<void> {
    if (this.folder !== undefined) await rm(this.folder, { recursive: true, force: true });
  }

  private async fetchText(): Promise<string> {
    try {
      const inBucket = /^s3:\/\/([^/]+)\/(.+)$/.exec(this.script);
      if (inBucket !== null) {
        const [, bucket = "", key = ""] = inBucket;
        const text = await (await this.deps.openBucket(bucket)).getText(key);
        if (text === undefined) throw new Error("it is not there");
        return text;
      }
      const answer = await this.deps.fetch(this.script);
      if (!answer.ok) throw new Error(`the server says ${answer.status}`);
      return await answer.text();
    } catch (error) {
      const why = (error as Error).message;
      throw new CliError(EXIT.setUp, `the stack's script ${this.shown} cannot be fetched: ${why}`, [
        "or give a copy of it: --script FILE",
      ]);
    }
  }
}
