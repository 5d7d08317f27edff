/** What one run of mocha leaves for the sum. */
export interface Figures {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
  readonly assertions: number;
  readonly failed: readonly { readonly file?: string; readonly title: string; readonly message: string }[];
  readonly secondsByFile: Readonly<Record<string, number>>;
}
export function print(runs: readonly Figures[]): void;
