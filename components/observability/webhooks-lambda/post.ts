import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds before the second and the third try. */
const WAITS_MS = [1000, 5000];
/** Milliseconds that an answer may take. */
const ANSWER_MS = 10_000;

/**
 * Posts JSON to an address; no answer, "slower" (429) and faults of the server (5xx) are tried three times in all.
 * @throws {Error} with host and answer; the address itself is a secret
 */
export async function post(
  address: string,
  body: string,
  wait: (milliseconds: number) => Promise<unknown> = delay,
): Promise<void> {
  const { host } = new URL(address);
  for (let attempt = 0; ; attempt++) {
    const { problem, isPassing } = await once(address, body);
    if (problem === undefined) return;
    const waitMs = WAITS_MS[attempt];
    if (!isPassing || waitMs === undefined) throw new Error(`${host} ${problem}`);
    await wait(waitMs);
  }
}

async function once(
  address: string,
  body: string,
): Promise<{ readonly problem?: string; readonly isPassing: boolean }> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      redirect: "manual", // a message is not carried to another host
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const text = await answer.text();
    if (answer.ok) return { isPassing: false };
    const said = text.replace(/[^\x20-\x7e]+/g, " ").slice(0, 100);
    return {
      problem: `answered ${answer.status}${said === "" ? "" : `: ${said}`}`,
      isPassing: answer.status === 429 || answer.status >= 500,
    };
  } catch (error) {
    const { cause, message } = error as Error & {
      readonly cause?: { readonly code?: string; readonly message?: string };
    };
    return { problem: `did not answer: ${cause?.code ?? cause?.message ?? message}`, isPassing: true };
  }
}
