/** What `getArgument()` returns to scripts of Distributed-Fiji: its job files have no `argument`, and hand over all values. */
export const originalArgument = (parameters: Readonly<Record<string, string>>): string =>
  Object.entries(parameters)
    .map(([name, value]) => `${name}='${value}'`)
    .join(", ");
