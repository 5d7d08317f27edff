/** The display of an engine process: the config key `display`, DFIJI_DISPLAY and `--display` are this one choice. */
export const DISPLAYS = ["auto", "virtual", "none"] as const;
export type DisplayChoice = (typeof DISPLAYS)[number];
export const DEFAULT_DISPLAY: DisplayChoice = "auto";

/** The two ways to run a program: with windows on a virtual display, or without any display. */
export const RUN_DISPLAYS = ["virtual", "none"] as const;
export type RunDisplay = (typeof RUN_DISPLAYS)[number];

/** For help texts and docs. */
export const DISPLAY_MEANING =
  "Virtual display (Xvfb, openbox) of each engine process. auto: where both are installed (as in the image), for engine imagej but for macros whose words are all proved to give the same without one, and for engine fiji after `dfiji doctor` has tried it. virtual: for every engine; stops where one is missing. none: no display.";

export const DISPLAY_ADVICE = "run `apt-get install xvfb openbox`, or set display to none";
