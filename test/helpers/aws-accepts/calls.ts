/** What the provider does with the inputs of one resource type; answers with ids that AWS made, by the mocks' ids. */
export type Call = (props: Props, name: string) => Promise<unknown>;
export type Calls = Readonly<Record<string, Call>>;
export type Props = Readonly<Record<string, unknown>>;

/** Options of every client. */
export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const tagList = (tags: unknown) =>
  Object.entries((tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));

/** Keys as AWS spells them, at every level. */
export function pascal(value: unknown): unknown {
  return withKeys(value, (key) => key.charAt(0).toUpperCase() + key.slice(1));
}

function withKeys(value: unknown, spell: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((member) => withKeys(member, spell));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [spell(key), withKeys(member, spell)]),
  );
}
