/** The display of an engine process: the config key `display`, DFIJI_DISPLAY and `--display` are this one choice. */
export const DISPLAYS = ["auto", "virtual", "none"] as const;
export type DisplayChoice = (typeof DISPLAYS)[number];
export const DEFAULT_DISPLAY: DisplayChoice = "auto";

/** For help texts and docs. */
export const DISPLAY_MEANING =
  "Virtual display (Xvfb, openbox) of each engine process. auto: for engine imagej, where both are installed (as in the image). virtual: for every engine; stops where one is missing. none: no display.";

export const DISPLAY_ADVICE = "run `apt-get install xvfb openbox`, or set display to none";
