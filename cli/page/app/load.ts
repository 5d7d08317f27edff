import { type PageData } from "../data/page-data";

/** What `pageHtml` of a live page put into it. */
interface Live {
  readonly title: string;
  readonly dataUrl: string;
  readonly eventsUrl: string;
  readonly filesUrl?: string;
}

export interface Source {
  /** Undefined in a file. */
  readonly live: Live | undefined;
  read(): Promise<PageData>;
  /** Calls back whenever the data may have changed, and when the server is gone or back again. */
  watch(onChange: () => void, onConnection: (isThere: boolean) => void): void;
}

/** The data inside the page, or those of its server. */
export function openSource(): Source {
  const live = document.getElementById("dfiji-live");
  return live === null ? fileSource() : liveSource(JSON.parse(live.textContent) as Live);
}

function fileSource(): Source {
  return {
    live: undefined,
    async read() {
      const element = document.getElementById("dfiji-data");
      const binary = atob(element?.textContent ?? "");
      element?.remove(); // its text is as large as the data
      const bytes = new Uint8Array(binary.length);
      for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index);
      const text = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return (await new Response(text).json()) as PageData;
    },
    watch: () => undefined,
  };
}

function liveSource(live: Live): Source {
  return {
    live,
    async read() {
      const answer = await fetch(live.dataUrl, { cache: "no-store" });
      if (!answer.ok) throw new Error(`the server answered with ${answer.status}: ${await answer.text()}`);
      return (await answer.json()) as PageData;
    },
    watch(onChange, onConnection) {
      const events = new EventSource(live.eventsUrl);
      events.onopen = () => onConnection(true);
      events.onmessage = () => onChange();
      events.onerror = () => onConnection(false); // the browser connects again
    },
  };
}
