import { type CliIo } from "../shared/io";

/** Milliseconds between two lines of progress. */
const LINE_MS = 2000;

/** Counts files and bytes; a line every two seconds on stderr. */
export class TransferProgress {
  moved = 0;
  same = 0;
  bytes = 0;
  private printedMs = performance.now();

  constructor(
    private readonly verb: "uploaded" | "downloaded" | "exported",
    private readonly io: CliIo,
  ) {}

  add(sizeBytes: number, total?: number): void {
    this.moved++;
    this.bytes += sizeBytes;
    this.print(total);
  }

  keep(total?: number): void {
    this.same++;
    this.print(total);
  }

  /** `12 files uploaded (3.4 MiB), 5 unchanged`. */
  get text(): string {
    const files = this.moved === 1 ? "1 file" : `${this.moved} files`;
    return `${files} ${this.verb} (${sizeText(this.bytes)}), ${this.same} unchanged`;
  }

  private print(total: number | undefined): void {
    if (performance.now() - this.printedMs < LINE_MS) return;
    this.printedMs = performance.now();
    this.io.stderr(`${this.moved + this.same}${total === undefined ? "" : ` of ${total}`} files, ${this.text}`);
  }
}

/** `512 bytes`, `3.4 KiB`, `3.4 MiB`, `3.4 GiB`: a small file is not 0.0 of something. */
function sizeText(bytes: number): string {
  if (bytes < 2 ** 10) return bytes === 1 ? "1 byte" : `${bytes} bytes`;
  if (bytes < 2 ** 20) return `${(bytes / 2 ** 10).toFixed(1)} KiB`;
  return bytes < 2 ** 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
