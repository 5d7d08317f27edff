import { UnknownValueError } from "@pulumi/policy";
import { throwWorst } from "../support/unknowns";

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
  throwWorst(hidden);
  return result;
}

/** What `read` makes of values that are all shown; undefined where one of them is hidden, which is remembered. */
export function ifAllKnown<T>(known: Known, read: (known: Known) => T): T | undefined {
  let isHidden = false;
  const result = read((value, otherwise) =>
    known(() => {
      try {
        return value();
      } catch (error) {
        isHidden = true;
        throw error;
      }
    }, otherwise),
  );
  return isHidden ? undefined : result;
}
