import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../shared/package-root";
import { leanForFile } from "./data/lean";
import { packed } from "./data/pack";
import { type PageData } from "./data/page-data";

/** A page with its data inside, or one that asks the server that sent it. */
export type PageRequest = { readonly data: PageData } | { readonly live: LivePage };

export interface LivePage {
  readonly title: string;
  /** Answers with `PageData` as JSON; relative to the page. */
  readonly dataUrl: string;
  /** A stream of server-sent events: each message means that the data may have changed. */
  readonly eventsUrl: string;
  /** Answers with a picture or a file of a job: `files?…`; absent: the server shows none. */
  readonly filesUrl?: string;
}

/** Stands in every page: `dfiji report` writes over no other file. */
export const GENERATOR = "dfiji plate page";

export interface Page {
  readonly html: string;
  /** The same policy as in the page's `meta` element, for the server's header. */
  readonly contentSecurityPolicy: string;
}

/**
 * The whole page: one HTML text without any other file. Its policy lets only the page's own script and style run, and no
 * script that turns text into markup. Of a file, nothing may be loaded from anywhere; a live page asks its own server.
 */
export function pageHtml(request: PageRequest): Page {
  const { script, style } = assets();
  const isLive = "live" in request;
  const contentSecurityPolicy = [
    "default-src 'none'",
    `script-src 'sha256-${digest(script)}'`,
    `style-src 'sha256-${digest(style)}'`,
    `img-src data: blob:${isLive ? " 'self'" : ""}`,
    ...(isLive ? ["connect-src 'self'"] : []),
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const title = isLive ? request.live.title : request.data.title;
  const data = isLive
    ? `<script type="application/json" id="dfiji-live">${scriptJson(request.live)}</script>`
    : `<script type="application/octet-stream" id="dfiji-data">${packed(leanForFile(request.data))}</script>`;
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="${GENERATOR}">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main id="page"><p class="opening">Opening …</p></main>
<noscript>This page needs JavaScript.</noscript>
${data}
<script>${script}</script>
</body>
</html>
`;
  return { html, contentSecurityPolicy };
}

/** Texts of `dist/page/`, which `npm run build` makes. */
function assets(): { readonly script: string; readonly style: string } {
  const read = (name: string): string => readFileSync(join(packageRoot(), "dist", "page", name), "utf8");
  const [script, style] = [read("page.js"), read("page.css")];
  // the parser ends both elements at their end tags, wherever these stand
  if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
    throw new Error("dist/page/ holds the end of its element");
  return { script, style };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** JSON that no parser of HTML takes for the end of its element. */
const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");
