import { UnknownValueError } from "@pulumi/policy";

/**
 * During preview a value that AWS has yet to make is unknown, and reading it throws. The engine then says that the
 * policy can't run and drops what follows, so everything that is known has to be looked at first.
 */

/** Runs every step, also after one has met an unknown value; throws the first error only when all have run. */
export function all(steps: Iterable<() => void>): void {
  const errors: unknown[] = [];
  for (const step of steps) {
    try {
      step();
    } catch (error) {
      errors.push(error);
    }
  }
  throwWorst(errors);
}

/**
 * Throws the first error that is no unknown value: a mistake of ours must not hide behind one. Else the first unknown
 * value, but none of container definitions, which `gaps-are-named` reports once for all policies.
 */
export function throwWorst(errors: readonly unknown[]): void {
  const worst =
    errors.find((error) => !(error instanceof UnknownValueError)) ?? errors.find((error) => !isOfContainers(error));
  if (worst instanceof Error) throw worst;
}

function isOfContainers(error: unknown): boolean {
  return error instanceof Error && /at \.container(Definitions|Properties) /u.test(error.message);
}

/** Calls `look` for every element, also after one of them was unknown or had unknown parts. `undefined` has none. */
export function each<T>(list: readonly T[] | undefined, look: (element: T, index: number) => void): void {
  // by index: an iterator over a list with one unknown element ends there
  all(Array.from({ length: list?.length ?? 0 }, (_, index) => () => look(list![index]!, index)));
}

/** Calls `look` for every entry of a map, also after one was unknown. */
export function eachEntry<T>(
  map: Readonly<Record<string, T>> | undefined,
  look: (key: string, value: T) => void,
): void {
  all(Object.keys(map ?? {}).map((key) => () => look(key, map![key]!)));
}

/** What `read` answers, or `otherwise` where preview hides it. For values that only make a message richer. */
export function ifKnown<T, U>(read: () => T, otherwise: U): T | U {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownValueError) return otherwise;
    throw error;
  }
}

/** Whether preview hides what `read` needs. */
export function isHidden(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof UnknownValueError) return true;
    throw error;
  }
}

/** Whether a property is given at all, be its value known or not. Outputs hold "" for texts that are not. */
export function isGiven<T extends object>(props: T, name: keyof T & string): boolean {
  return name in props && ifKnown(() => props[name] !== undefined && props[name] !== null && props[name] !== "", true);
}
