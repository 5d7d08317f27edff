/** The name that the mocks say Pulumi gave a thing that has none of its own. */
export const generatedName = (name: string): string => `${name}-0a1b2c3`;
