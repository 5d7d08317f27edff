/** Where `dfiji report` writes when no `--out` is given. */
export const DEFAULT_FILE = "report.html";
