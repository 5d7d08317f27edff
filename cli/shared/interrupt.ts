export interface Interrupt {
  /** Ctrl-C, SIGTERM or a closed terminal: take nothing new, let runs finish. */
  readonly gentle: AbortSignal;
  /** The second time: now. */
  readonly now: AbortSignal;
  /** From here on signals end the process again, as usual. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export function listenForInterrupt(): Interrupt {
  const gentle = new AbortController();
  const now = new AbortController();
  const onSignal = (): void => (gentle.signal.aborted ? now.abort() : gentle.abort());
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    gentle: gentle.signal,
    now: now.signal,
    dispose: () => SIGNALS.forEach((signal) => process.off(signal, onSignal)),
  };
}
