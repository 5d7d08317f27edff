/**
 * Why a Java that exists does not start, from what it printed: two lines without what frames them. Undefined for what is
 * no Java, and for one that is not found.
 */
export function javaTrouble(printed: string): string | undefined {
  const lines = printed.split("\n").map((line) => line.replace(/^#\s*/, "").trim());
  const causes = lines.filter(
    (line) => /memory|Java|JVM|\bVM\b|heap|unrecognized/i.test(line) && !/report|hs_err/.test(line),
  );
  return causes.length === 0 ? undefined : causes.slice(0, 2).join(": ");
}

/** What makes a Java fail at its start that is whole itself. */
export const JAVA_TROUBLE_ADVICE = "check how much memory this shell allows (ulimit -v), and JAVA_TOOL_OPTIONS";
