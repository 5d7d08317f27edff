import { type IncomingHttpHeaders, request } from "node:http";

export interface ViewAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
}

/** A browser as far as `dfiji view` sees it: `fetch` would not let a test choose Host. */
export class ViewClient {
  /** Address of the page, without the token; ends in `/`. */
  readonly page: URL;
  cookie = "";

  constructor(readonly address: string) {
    this.page = new URL(".", address);
  }

  /** Loads the address with the token and keeps the cookie. */
  async enter(): Promise<ViewAnswer> {
    const answer = await this.get(this.address);
    this.cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    return answer;
  }

  /** @param path relative to the page, or an address */
  get(path: string, headers: Readonly<Record<string, string>> = {}, method = "GET"): Promise<ViewAnswer> {
    const url = new URL(path, this.page);
    const all = { ...(this.cookie !== "" && { cookie: this.cookie }), ...headers };
    const options = { host: url.hostname, port: url.port, path: url.pathname + url.search, method, headers: all };
    return new Promise((resolve, reject) => {
      const sent = request({ ...options, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          resolve({ status: response.statusCode ?? 0, headers: response.headers, bytes, text: bytes.toString() });
        });
      });
      sent.on("error", reject);
      sent.end();
    });
  }

  /** Resolves with the first message of a stream of events, after `afterOpen` has run once the stream is there. */
  nextEvent(path: string, afterOpen: () => Promise<unknown>): Promise<string> {
    const url = new URL(path, this.page);
    const headers = { cookie: this.cookie };
    return new Promise((resolve, reject) => {
      const sent = request({ host: url.hostname, port: url.port, path: url.pathname, headers, agent: false });
      sent.on("response", (response) => {
        let text = "";
        let isOpen = false;
        response.on("data", (chunk: Buffer) => {
          text += chunk.toString();
          const message = /^data: (.*)$/m.exec(text)?.[1];
          if (message !== undefined) {
            sent.destroy();
            resolve(message);
          } else if (!isOpen) {
            isOpen = true;
            afterOpen().catch(reject);
          }
        });
      });
      sent.on("error", reject);
      sent.end();
    });
  }
}
