import { randomBytes, timingSafeEqual } from "node:crypto";

/** What a request says of itself. */
export interface Knock {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly host: string | undefined;
  readonly cookie: string | undefined;
  /** `Sec-Fetch-Site`, which pages cannot set. */
  readonly fetchSite: string | undefined;
  /** Whether the program that connects is this user's; asked only for the token. */
  readonly isOwnUser: () => Promise<boolean>;
}

export type Answer =
  /** `path` is relative to the base: "" is the page. */
  | { readonly kind: "pass"; readonly path: string; readonly query: URLSearchParams }
  | { readonly kind: "enter"; readonly location: string; readonly setCookie: string }
  | { readonly kind: "refused"; readonly status: number; readonly text: string };

const COOKIE = "dfiji-view";
const NAMES: ReadonlySet<string> = new Set(["127.0.0.1", "localhost", "[::1]"]);

/**
 * Who may see the page. The address with the token is the key: at its first load the token moves to a cookie that scripts
 * cannot read, other sites do not send, and that belongs to a path with a random part: cookies are shared by all ports of a
 * computer, so a server of another user would get it otherwise.
 */
export class Gate {
  /** Begins and ends with `/`. */
  readonly base = `/${randomBytes(9).toString("base64url")}/`;
  readonly #token = randomBytes(24).toString("base64url");
  readonly #cookie = randomBytes(24).toString("base64url");

  /** The address to open. */
  address(port: number): string {
    return `http://127.0.0.1:${port}${this.base}?token=${this.#token}`;
  }

  async answer({ method, url, host, cookie, fetchSite, isOwnUser }: Knock): Promise<Answer> {
    const name = /^(.*?)(?::\d+)?$/.exec(host ?? "")?.[1]?.toLowerCase() ?? "";
    // by name and not by port, which `ssh -L 9000:…` changes
    if (!NAMES.has(name))
      return refused(421, `this page is at 127.0.0.1 and localhost, not at ${JSON.stringify(host ?? "")}`);
    if (method !== "GET" && method !== "HEAD") return refused(405, "this page is only read: GET and HEAD");
    const target = URL.canParse(url ?? "", "http://127.0.0.1") ? new URL(url ?? "", "http://127.0.0.1") : undefined;
    if (target === undefined || !target.pathname.startsWith(this.base)) return refused(404, NOT_FOUND);
    const path = target.pathname.slice(this.base.length);
    const token = target.searchParams.get("token");
    if (path === "" && token !== null) {
      if (!same(token, this.#token)) return refused(403, NO_KEY);
      if (!(await isOwnUser())) return refused(403, "another user of this computer is connecting: refused");
      const setCookie = `${COOKIE}=${this.#cookie}; Path=${this.base}; HttpOnly; SameSite=Strict`;
      return { kind: "enter", location: this.base, setCookie };
    }
    if (fetchSite !== undefined && fetchSite !== "same-origin" && fetchSite !== "none") {
      return refused(403, "another page asks for this one: refused");
    }
    if (!cookiesOf(cookie).some((value) => same(value, this.#cookie))) return refused(403, NO_KEY);
    return { kind: "pass", path, query: target.searchParams };
  }
}

const NOT_FOUND = "nothing is here; open the address that dfiji printed";
const NO_KEY = "this page opens with the address that dfiji printed, its token included";

const refused = (status: number, text: string): Answer => ({ kind: "refused", status, text });

/** Values of our cookie; a browser may send several of one name. */
const cookiesOf = (header: string | undefined): string[] =>
  (header ?? "").split(";").flatMap((part) => {
    const [name = "", value = ""] = part.trim().split("=", 2);
    return name === COOKIE ? [value] : [];
  });

function same(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
