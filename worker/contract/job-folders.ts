/** A value that is exactly one of these is that folder of the job; within other text they stay as they are. */
export type FolderValue = "{input}" | "{output}";

export const isFolderValue = (value: string): value is FolderValue => value === "{input}" || value === "{output}";

/** The parameters with their folders. @param folders absolute */
export function withFolders(
  parameters: Readonly<Record<string, string>>,
  folders: { readonly inputFolder: string; readonly outputFolder: string },
): Record<string, string> {
  const folderOf = (value: string): string =>
    value === "{input}" ? folders.inputFolder : value === "{output}" ? folders.outputFolder : value;
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, folderOf(value)]));
}
