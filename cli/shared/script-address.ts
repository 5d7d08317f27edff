/** `s3://…`, `https://…`, or another scheme, which is refused later; a path has none. */
export const isScriptAddress = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
