/**
 * The Fiji that `dfiji fiji fetch` takes without `--url`: Linux, amd64, with its own Java. A dated archive, so that the file
 * and its digest stay the same. NOT TRIED: no run of this project has downloaded it; the address is composed as the Homebrew
 * cask `fiji` composes that of version 20260506-1117 for macOS.
 */
export const DEFAULT_FIJI_URL =
  "https://downloads.imagej.net/fiji/archive/latest/20260506-1117/fiji-latest-linux64-jdk.zip";
