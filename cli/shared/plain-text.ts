/** Characters that a terminal obeys instead of showing them: controls, line breaks, changes of direction, half characters. */
const OBEYED = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]|\p{Surrogate}/gu;
/** The same without the two that a table is made of. */
const OBEYED_IN_TABLES = /[\0-\x08\x0b-\x1f\x7f-\x9f\p{Bidi_Control}\u2028\u2029]|\p{Surrogate}/gu;

/**
 * Text of unknown origin as one line: what a terminal would obey is written as `\u001b`. In a line of JSON these are
 * JSON's own escapes, so that its values stay as they are.
 */
export const plainText = (text: string): string => text.replace(OBEYED, escaped);

/** The same for a table on a terminal, which keeps its tabs and line breaks. */
export const plainTable = (text: string): string => text.replace(OBEYED_IN_TABLES, escaped);

const escaped = (found: string): string => `\\u${(found.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;

/** Longest text that is still read. */
const MAX_LENGTH = 2000;

/** A text that a script or a file may have made endless, cut to what is still read. */
export const shortText = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text);
