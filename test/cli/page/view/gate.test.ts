import assert from "node:assert/strict";
import { type Answer, Gate, type Knock } from "../../../../cli/page/view/gate";

const own = { isOwnUser: async () => true };

describe("the gate of a live page", () => {
  const gate = new Gate();
  const entry = new URL(gate.address(4000));
  const knock = (more: Partial<Knock> = {}): Promise<Answer> =>
    gate.answer({
      ...{ method: "GET", url: gate.base, host: "127.0.0.1:4000", cookie: undefined, fetchSite: undefined },
      ...own,
      ...more,
    });
  let cookie: string;
  let setCookie: string;
  before(async () => {
    const entered = await knock({ url: entry.pathname + entry.search });
    assert.ok(entered.kind === "enter");
    assert.equal(entered.location, gate.base);
    setCookie = entered.setCookie;
    cookie = setCookie.split(";")[0] ?? "";
  });

  it("moves the token of the address to a cookie that no script, site or other path gets", () => {
    assert.match(setCookie, /; Path=\/[\w-]{12}\/; HttpOnly; SameSite=Strict$/);
    assert.ok(setCookie.includes(`Path=${gate.base};`));
    const token = entry.searchParams.get("token") ?? "";
    assert.ok(token.length >= 32 && !cookie.includes(token));
  });

  it("passes what has the cookie", async () => {
    const passed = await knock({ url: `${gate.base}files/log?job=a%20b`, cookie: `other=1; ${cookie}` });
    assert.ok(passed.kind === "pass");
    assert.deepEqual([passed.path, passed.query.get("job")], ["files/log", "a b"]);
  });

  for (const host of ["127.0.0.1", "localhost:9000", "LOCALHOST", "[::1]:80"]) {
    it(`answers to ${host}, whatever the port`, async () => {
      assert.equal((await knock({ host, cookie })).kind, "pass");
    });
  }

  for (const host of [
    undefined,
    "",
    "evil.example",
    "evil.example:4000",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil",
    "10.0.0.1",
    "localhost.",
    "[::1",
    "127.0.0.1:4000:1",
  ]) {
    it(`refuses the host ${host ?? "of none"}, the right token and cookie aside`, async () => {
      const refused = await knock({ host, cookie, url: entry.pathname + entry.search });
      assert.ok(refused.kind === "refused");
      assert.equal(refused.status, 421);
    });
  }

  for (const [what, more, status] of [
    ["without cookie and token", {}, 403],
    ["with a wrong token", { url: "?token=x" }, 403],
    ["with an empty token", { url: "?token=" }, 403],
    ["with a cookie of another run", { cookie: "dfiji-view=AAAA" }, 403],
    ["from another site", { fetchSite: "cross-site", good: true }, 403],
    ["from another port of this computer", { fetchSite: "same-site", good: true }, 403],
    ["of a form", { method: "POST", good: true }, 405],
    ["of another method", { method: "DELETE", good: true }, 405],
  ] as const) {
    it(`refuses a request ${what}`, async () => {
      const { url = "", good, ...rest } = { good: false, ...more } as { url?: string; good: boolean } & Partial<Knock>;
      const refused = await knock({ ...rest, url: gate.base + url, ...(good && { cookie }) });
      assert.ok(refused.kind === "refused");
      assert.equal(refused.status, status);
    });
  }

  for (const url of ["/", "/data", "/../", `${"x"}`, undefined, "http://[", "//evil/", "/%00"]) {
    it(`knows nothing at ${url ?? "no address"}`, async () => {
      const refused = await knock({ url, cookie });
      assert.ok(refused.kind === "refused");
      assert.equal(refused.status, 404);
    });
  }

  it("leads no path out of itself", async () => {
    const refused = await knock({ url: `${gate.base}../data`, cookie });
    assert.ok(refused.kind === "refused" && refused.status === 404);
    const encoded = await knock({ url: `${gate.base}%2e%2e/%2e%2e/etc/passwd`, cookie });
    assert.ok(encoded.kind === "refused" && encoded.status === 404);
  });

  it("takes the token from this user alone", async () => {
    const refused = await knock({ url: entry.pathname + entry.search, isOwnUser: async () => false });
    assert.ok(refused.kind === "refused");
    assert.equal(refused.text, "another user of this computer is connecting: refused");
  });

  it("has another path, token and cookie in each run", async () => {
    const other = new Gate();
    assert.notEqual(other.base, gate.base);
    assert.notEqual(new URL(other.address(1)).search, entry.search);
  });
});
