/**
 * Parameters as the one word that follows `--run SCRIPT`. SciJava evaluates it as an expression, so every value becomes a
 * text literal: single quotes take everything but a single quote as it is; double quotes know `\\` and `\"`, and take
 * everything else as it is.
 */
export function encodeParameters(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${literal(value)}`)
    .join(", ");
}

/** Why these cannot be passed on a command line; `undefined`: they can. */
export function parameterProblem(values: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(values)) {
    if (!/^[\p{L}_][\p{L}\p{Nd}_]*$/u.test(name) || /^(?:true|false|null)$/.test(name)) {
      return `the parameter ${JSON.stringify(name)} is no name that Fiji's command line takes: letters, digits and _ only`;
    }
    if (value.includes("\0")) return `parameter "${name}" holds a NUL character, which no command line takes`;
  }
  return undefined;
}

const literal = (value: string): string =>
  value.includes("'") ? `"${value.replace(/[\\"]/g, "\\$&")}"` : `'${value}'`;
