/** Policies that this project ships, docs/rights/NAME.json; a test compares them with the calls that commands make. */
export type Rights = "read-only" | "operate" | "deploy";

/** The last lines of a command's help: the AWS policy that it needs, and what `exception` needs. */
export const rightsHelp = (rights: Rights, exception = ""): string =>
  `\nOn AWS it needs the policy docs/rights/${rights}.json${exception}.`;
