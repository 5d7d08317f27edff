export interface Interrupt {
  /** Ctrl-C, SIGTERM or a closed terminal, its reason says which: take nothing new, let runs finish. */
  readonly gentle: AbortSignal;
  /** The second time: now. */
  readonly now: AbortSignal;
  /** From here on signals end the process again, as usual. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const STOPPED_BY = {
  SIGINT: "stopped by Ctrl-C",
  SIGTERM: "stopped by SIGTERM",
  SIGHUP: "stopped since its terminal was closed (SIGHUP)",
} as const satisfies Record<(typeof SIGNALS)[number], string>;

/** Why a run stopped, from the signal's reason. */
export const stoppedBy = ({ reason }: AbortSignal): string =>
  Object.values(STOPPED_BY).find((text) => text === reason) ?? STOPPED_BY.SIGINT;

export function listenForInterrupt(): Interrupt {
  const gentle = new AbortController();
  const now = new AbortController();
  const onSignal = (signal: (typeof SIGNALS)[number]): void =>
    gentle.signal.aborted ? now.abort() : gentle.abort(STOPPED_BY[signal]);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    gentle: gentle.signal,
    now: now.signal,
    dispose: () => SIGNALS.forEach((signal) => process.off(signal, onSignal)),
  };
}
