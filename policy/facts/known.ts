import { UnknownValueError } from "@pulumi/policy";

/** Reads a value; where preview hides it, answers with `otherwise` and remembers that something was hidden. */
export type Known = <T, U>(read: () => T, otherwise: U) => T | U;

/**
 * Lets `look` judge what is known, and only then throws if anything was hidden: the engine says that the policy could
 * not see all, and what `look` reported before stays.
 */
export function judgeWhatIsKnown<T>(look: (known: Known) => T): T {
  const hidden: UnknownValueError[] = [];
  const result = look((read, otherwise) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      hidden.push(error);
      return otherwise;
    }
  });
  if (hidden[0] !== undefined) throw hidden[0];
  return result;
}
