import { createContext } from "preact";

/** Where the server sends results, logs and pictures; undefined in a file, and where it sends none. */
export const FilesUrl = createContext<string | undefined>(undefined);
