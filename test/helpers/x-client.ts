import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A connection to an X server, by the X11 protocol itself (little-endian; the document's section numbers are in brackets). */
export class XClient {
  /** What the server says of its first screen. */
  readonly screen: { readonly root: number; readonly width: number; readonly height: number };

  private constructor(
    private readonly socket: Socket,
    setup: Buffer,
  ) {
    // [8] after the fixed part: vendor, formats of 8 bytes, screens
    const at = 40 + padded(setup.readUInt16LE(24)) + 8 * setup.readUInt8(29);
    this.screen = {
      root: setup.readUInt32LE(at),
      width: setup.readUInt16LE(at + 20),
      height: setup.readUInt16LE(at + 22),
    };
  }

  /** `undefined`: the server refused a client with this cookie (an empty one: without any). */
  static async open(display: string, cookie: Buffer): Promise<XClient | undefined> {
    const name = Buffer.from(cookie.length === 0 ? "" : "MIT-MAGIC-COOKIE-1");
    const head = Buffer.alloc(12);
    head.write("l", 0);
    head.writeUInt16LE(11, 2);
    head.writeUInt16LE(name.length, 6);
    head.writeUInt16LE(cookie.length, 8);
    const socket = connect(socketOf(display));
    socket.write(Buffer.concat([head, name, Buffer.alloc(padded(name.length) - name.length), cookie]));
    const answer = await read(socket, 8);
    if (answer[0] === 1) {
      const rest = await read(socket, 4 * answer.readUInt16LE(6));
      return new XClient(socket, Buffer.concat([answer, rest]));
    }
    socket.destroy();
    return undefined;
  }

  /** Whether a window manager has the screen: only one client may redirect the root window's children [ChangeWindowAttributes]. */
  async hasWindowManager(): Promise<boolean> {
    const [CHANGE_WINDOW_ATTRIBUTES, EVENT_MASK, SUBSTRUCTURE_REDIRECT] = [2, 1 << 11, 1 << 20];
    const GET_INPUT_FOCUS = [43, 0, 1, 0]; // has an answer where the first has none
    const request = Buffer.alloc(16);
    request.writeUInt8(CHANGE_WINDOW_ATTRIBUTES, 0);
    request.writeUInt16LE(4, 2);
    request.writeUInt32LE(this.screen.root, 4);
    request.writeUInt32LE(EVENT_MASK, 8);
    request.writeUInt32LE(SUBSTRUCTURE_REDIRECT, 12);
    this.socket.write(Buffer.concat([request, Buffer.from(GET_INPUT_FOCUS)]));
    const answer = await read(this.socket, 32);
    const BAD_ACCESS = 10;
    return answer[0] === 0 && answer[1] === BAD_ACCESS;
  }

  /** Number of windows on the screen, those within others included [QueryTree]. */
  async windows(window = this.screen.root): Promise<number> {
    const QUERY_TREE = 15;
    const request = Buffer.alloc(8);
    request.writeUInt8(QUERY_TREE, 0);
    request.writeUInt16LE(2, 2);
    request.writeUInt32LE(window, 4);
    this.socket.write(request);
    const answer = await read(this.socket, 32);
    if (answer[0] !== 1) return 0; // it was closed meanwhile
    const count = answer.readUInt16LE(16);
    const children = count === 0 ? Buffer.alloc(0) : await read(this.socket, 4 * count);
    let sum = count;
    for (let at = 0; at < count; at++) sum += await this.windows(children.readUInt32LE(4 * at));
    return sum;
  }

  /** Resolves when the server has ended. */
  async untilClosed(): Promise<void> {
    this.socket.on("error", () => undefined).resume();
    if (!this.socket.closed) await once(this.socket, "close");
  }

  close(): void {
    this.socket.destroy();
  }
}

export const socketOf = (display: string): string => `/tmp/.X11-unix/X${display.slice(1)}`;

const padded = (length: number): number => Math.ceil(length / 4) * 4;

async function read(socket: Socket, bytes: number): Promise<Buffer> {
  for (;;) {
    const data = socket.read(bytes) as Buffer | null;
    if (data !== null) return data;
    await once(socket, "readable");
  }
}
