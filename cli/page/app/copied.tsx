import { useState } from "preact/hooks";

/** A button that copies a text. */
export function Copied({ text }: { readonly text: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setCopied(true));
  // pages of a file have no clipboard in some browsers: the text itself can be marked
  if (!("clipboard" in navigator)) return null;
  return (
    <button class="small" onClick={copy} aria-label={`Copy: ${text}`}>
      {isCopied ? "copied" : "copy"}
    </button>
  );
}
