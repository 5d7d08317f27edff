/** Something that a macro leaves, and how another macro sees it. */
export interface LeftBehind {
  readonly name: string;
  /** Statements that leave it. */
  readonly leave: string;
  /** Statements before `look`, which change things themselves. */
  readonly act?: string;
  /** An expression of the macro language whose value differs once it is left. */
  readonly look: string;
  /** No call takes it away: the JVM is replaced, for this reason. */
  readonly replaced?: string;
}

const call = (...names: readonly string[]): string => names.map((name) => `call("ij.${name}")`).join(' + "," + ');
const RAMP = 'newImage("left", "8-bit ramp", 40, 40, 1);';
const BLACK = 'newImage("black", "8-bit black", 40, 40, 1);';
const DOTS = `${BLACK} setColor(200); fillRect(5, 5, 6, 6); fillRect(20, 20, 3, 3); setColor(90); fillRect(30, 5, 4, 4);`;
const STACK = 'newImage("stack", "8-bit ramp", 40, 40, 4);';
const MEAN = 'getValue("Mean")';
const SIZE = 'getWidth() + "x" + getHeight()';
/** A command with the values that its dialog would show. */
const remembered = (
  name: string,
  command: string,
  options: string,
  look: string = MEAN,
  image: string = DOTS,
): LeftBehind => ({
  name: `${command} ${name}`,
  leave: `${image} run("${command}", "${options}");`,
  act: `${image} run("${command}", " ");`,
  look,
});

/** What a macro sees by a look alone. */
const STANDING: readonly LeftBehind[] = [
  { name: "an image", leave: RAMP, look: "nImages" },
  { name: "batch mode", leave: "setBatchMode(true);", look: 'is("Batch Mode")' },
  { name: "an image in batch mode", leave: `setBatchMode(true); ${RAMP}`, look: 'isOpen("left")' },
  { name: "rows of results", leave: 'setResult("x", 0, 1.5); updateResults();', look: "nResults" },
  {
    name: "the Results window",
    leave: 'setResult("x", 0, 1); updateResults();',
    look: 'isOpen("Results")',
  },
  {
    name: "a named table",
    leave: 'Table.create("T"); Table.set("a", 0, 1); Table.update;',
    look: 'isOpen("T")',
  },
  {
    name: "the Summary table",
    leave: `${DOTS} setThreshold(100, 255); run("Analyze Particles...", "summarize");`,
    look: 'isOpen("Summary")',
  },
  { name: "text in the Log window", leave: 'print("left");', look: 'getInfo("log")' },
  { name: "the Log window", leave: 'print("left");', look: 'isOpen("Log")' },
  {
    name: "a plot",
    leave: 'Plot.create("P", "x", "y", newArray(1, 2), newArray(3, 4)); Plot.show();',
    look: 'isOpen("P")',
  },
  { name: "a histogram", leave: `${RAMP} run("Histogram");`, look: 'isOpen("Histogram of left")' },
  {
    name: "a text window",
    leave: 'run("Text Window...", "name=left width=30 height=5"); print("[left]", "x");',
    look: 'isOpen("left")',
  },
  {
    name: "an editor",
    leave: 'f = getDirectory("temp") + "left.txt"; File.saveString("x", f); open(f);',
    look: 'isOpen("left.txt")',
  },
  {
    name: "the ROI Manager",
    leave: `${RAMP} makeRectangle(1, 1, 5, 5); roiManager("add");`,
    look: 'isOpen("ROI Manager")',
  },
  { name: "the B&C window", leave: 'run("Brightness/Contrast...");', look: 'isOpen("B&C")' },
  { name: "the Threshold window", leave: `${RAMP} run("Threshold...");`, look: 'isOpen("Threshold")' },
  { name: "the Recorder", leave: 'run("Record...");', look: 'isOpen("Recorder")' },
  { name: "the Channels window", leave: 'run("Channels Tool...");', look: 'isOpen("Channels")' },
  { name: "the colour picker", leave: 'run("Color Picker...");', look: 'isOpen("CP")' },
  {
    name: "orthogonal views",
    leave: `${STACK} run("Orthogonal Views");`,
    look: call("plugin.Orthogonal_Views.getImageID"),
  },
  {
    name: "measurements",
    leave: 'run("Set Measurements...", "area skewness limit redirect=None decimal=6");',
    look: call("plugin.filter.Analyzer.getMeasurements"),
  },
  {
    name: "decimals of the results",
    leave: 'run("Set Measurements...", "decimal=7");',
    look: call("plugin.filter.Analyzer.getPrecision"),
  },
  {
    name: "an image that measurements are redirected to",
    leave: `${RAMP} run("Set Measurements...", "area redirect=left decimal=3");`,
    look: call("plugin.filter.Analyzer.isRedirectImage"),
  },
  {
    name: "colours",
    leave: "setForegroundColor(255, 0, 0); setBackgroundColor(0, 255, 0);",
    look: 'toString(getValue("color.foreground")) + "," + getValue("color.background")',
  },
  {
    name: "the colour of selections",
    leave: 'run("Colors...", "foreground=red background=green selection=blue");',
    look: call("gui.Roi.getColor"),
  },
  { name: "the tool", leave: 'setTool("freehand");', look: call("gui.Toolbar.getToolName") },
  {
    name: "the kind of the oval tool",
    leave: 'setTool("ellipse"); setTool(0);',
    look: call("gui.Toolbar.getOvalToolType"),
  },
  {
    name: "the kind of the rectangle tool",
    leave: 'setTool("rotrect"); setTool(0);',
    look: call("gui.Toolbar.getRectToolType"),
  },
  {
    name: "the kind of the point tool",
    leave: 'setTool("point"); setTool(0);',
    look: call("gui.Toolbar.getMultiPointMode"),
  },
  { name: "line width", leave: 'run("Line Width...", "line=9");', look: call("gui.Line.getWidth") },
  { name: "group of new selections", leave: "Roi.setDefaultGroup(5);", look: call("gui.Roi.getDefaultGroup") },
  { name: "names of groups", leave: 'call("ij.gui.Roi.setGroupNames", "a,b");', look: call("gui.Roi.getGroupNames") },
  {
    name: "kind of points",
    leave: 'run("Point Tool...", "type=Dot color=Red size=Large label counter=0");',
    look: call("gui.PointRoi.getDefaultType", "gui.PointRoi.getDefaultSize"),
  },
  { name: "paste mode", leave: 'setPasteMode("XOR");', look: call("gui.Roi.getCurrentPasteMode") },
  { name: "JPEG quality", leave: 'run("Input/Output...", "jpeg=33");', look: call("plugin.JpegWriter.getQuality") },
  {
    name: "extension of tables",
    leave: 'run("Input/Output...", "jpeg=85 gif=-1 file=.tsv");',
    look: call("Prefs.defaultResultsExtension"),
  },
  {
    name: "transparent index of GIFs",
    leave: 'run("Input/Output...", "jpeg=85 gif=7");',
    look: call("Prefs.getTransparentIndex"),
  },
  { name: "default folder", leave: 'File.setDefaultDir("/usr/");', look: call("io.OpenDialog.getDefaultDirectory") },
  {
    name: "last folder and file",
    leave: `${RAMP} saveAs("Tiff", getDirectory("temp") + "left.tif"); open(getDirectory("temp") + "left.tif");`,
    look: `${call("io.OpenDialog.getLastName")} + ${call("io.OpenDialog.getLastDirectory")}`,
  },
  {
    name: "a preference",
    leave: 'call("ij.Prefs.set", "left.key", "1");',
    look: 'call("ij.Prefs.get", "left.key", "none")',
  },
  {
    name: "a place of a window in the preferences",
    leave: 'setResult("x", 0, 1); updateResults(); selectWindow("Results"); run("Close");',
    look: 'call("ij.Prefs.get", "results.loc", "none")',
  },
  {
    name: "a system property",
    leave: 'call("java.lang.System.setProperty", "left.key", "1");',
    look: 'call("java.lang.System.getProperty", "left.key")',
  },
  {
    name: "the language of the JVM's properties",
    leave: 'call("java.lang.System.setProperty", "user.language", "de");',
    look: 'call("java.lang.System.getProperty", "user.language")',
  },
  {
    name: "an image on ImageJ's clipboard",
    leave: `${RAMP} run("Select All"); run("Copy");`,
    look: call("ImagePlus.getClipboard"),
  },
  {
    name: "text on the clipboard",
    leave: 'String.copy("left");',
    look: '(String.paste == "left")',
    replaced: "threads left over: what is on the clipboard",
  },
  {
    name: "the last selection",
    leave: `${RAMP} makeOval(5, 5, 9, 9); run("Select None");`,
    look: call("gui.Roi.getPreviousRoi"),
  },
  {
    name: "keys held down",
    leave: 'setKeyDown("alt shift space");',
    look: call("IJ.altKeyDown", "IJ.shiftKeyDown", "IJ.spaceBarDown"),
  },
  { name: "the status bar", leave: 'showStatus("left");', look: call("ImageJ.getStatusBarText") },
  {
    name: "a status bar that keeps its text",
    leave: 'showStatus("!left");',
    look: call("IJ.statusBarProtected"),
  },
  {
    name: "redirected errors",
    leave: 'call("ij.IJ.redirectErrorMessages");',
    look: call("IJ.redirectingErrorMessages"),
  },
  { name: "number of threads", leave: 'run("Memory & Threads...", "parallel=7");', look: call("Prefs.getThreads") },
  {
    name: "16-bit range",
    leave: 'call("ij.ImagePlus.setDefault16bitRange", 12);',
    look: call("ImagePlus.getDefault16bitRange"),
  },
  {
    name: "functions for all macros",
    leave: 'call("ij.macro.Interpreter.setAdditionalFunctions", "function f() { return 7; }");',
    look: call("macro.Interpreter.getAdditionalFunctions"),
  },
  {
    name: "scaling of conversions",
    leave: 'setOption("ScaleConversions", false);',
    look: call("process.ImageConverter.getDoScaling"),
  },
  {
    name: "output of distance maps",
    leave: 'run("Options...", "iterations=1 count=1 edm=32-bit do=Nothing");',
    look: call("plugin.filter.EDM.getOutputType"),
  },
  {
    name: "angle of rotations",
    leave: `${RAMP} run("Rotate... ", "angle=33");`,
    look: call("plugin.filter.Rotator.getAngle"),
  },
  {
    name: "speed of animations",
    leave: `${STACK} run("Animation Options...", "speed=33");`,
    look: call("plugin.Animator.getFrameRate"),
  },
  {
    name: "tolerance of the wand",
    leave: 'run("Wand Tool...", "tolerance=17 mode=8-connected");',
    look: call("plugin.WandToolOptions.getTolerance", "plugin.WandToolOptions.getMode"),
  },
  {
    name: "threshold method",
    leave: 'call("ij.plugin.frame.ThresholdAdjuster.setMethod", "Li");',
    look: call("plugin.frame.ThresholdAdjuster.getMethod"),
  },
  { name: "the list of keys and values", leave: 'List.set("a", 1);', look: "List.size" },
  { name: "the string buffer", leave: 'String.append("abc");', look: "lengthOf(String.buffer)" },
  {
    name: "an installed macro",
    leave:
      'f = getDirectory("temp") + "left.ijm"; File.saveString("macro \\"Left [7]\\" { print(1); }", f); run("Install...", "install=[" + f + "]");',
    look: call("Menus.getMacroShortcuts"),
    replaced: "threads left over: new entries of the menus",
  },
  {
    name: "the name of the running macro file",
    leave: 'call("ij.plugin.Macro_Runner.setFilePath", "/left.ijm");',
    look: '"" + startsWith(call("ij.plugin.Macro_Runner.getFilePath"), getDirectory("macros"))',
  },
  {
    name: "a redirected standard output",
    leave: 'call("ij.io.LogStream.redirectSystem");',
    look: call("io.LogStream.getCurrentOutStream"),
  },
  {
    name: "arrow style",
    leave: 'run("Arrow Tool...", "width=7 size=20 color=Red style=Open");',
    look: call("gui.Arrow.getDefaultWidth", "gui.Arrow.getDefaultStyle"),
  },
  {
    name: "arc of rounded rectangles",
    leave: 'run("Rounded Rect Tool...", "stroke=3 corner=44 color=red fill=none");',
    look: call("gui.Toolbar.getRoundRectArcSize", "plugin.RectToolOptions.getDefaultStrokeWidth"),
  },
  {
    name: "the default font of plots",
    leave: 'run("Plots...", "width=777 height=222 font=33 minimum=0 maximum=0");',
    look: call("gui.PlotWindow.getDefaultFontSize"),
  },
];

/** What a macro sees by what a command does. */
const DOING: readonly LeftBehind[] = [
  { name: "numbers of images", leave: `${RAMP} ${RAMP}`, act: RAMP, look: "getImageID()" },
  {
    name: "an image that can be undone",
    leave: `${BLACK} run("Invert");`,
    act: 'if (nImages == 0) newImage("white", "8-bit white", 40, 40, 1); call("ij.Undo.undo");',
    look: "getPixel(0, 0)",
  },
  {
    name: "the place of the next image",
    leave: `${RAMP} ${RAMP} ${RAMP}`,
    act: `setBatchMode(false); ${RAMP} getLocationAndSize(x, y, w, h); setBatchMode(true);`,
    look: 'x + "," + y',
  },
  {
    name: "ROIs in the manager",
    leave: `${RAMP} makeRectangle(1, 1, 5, 5); roiManager("add");`,
    act: "",
    look: 'roiManager("count")',
  },
  {
    name: "a seed of random numbers",
    leave: 'random("seed", 7);',
    act: 'first = random; random("seed", 7);',
    look: "(first == random)",
  },
  {
    name: "iterations of binary commands",
    leave: 'run("Options...", "iterations=5 count=1 do=Nothing");',
    act: `${DOTS} setThreshold(100, 255); run("Convert to Mask"); run("Dilate");`,
    look: MEAN,
  },
  {
    name: "count of binary commands",
    leave: 'run("Options...", "iterations=1 count=5 do=Nothing");',
    act: `${DOTS} setThreshold(100, 255); run("Convert to Mask"); run("Erode");`,
    look: MEAN,
  },
  {
    name: "padded edges of binary commands",
    leave: 'run("Options...", "iterations=1 count=1 pad do=Nothing");',
    act: `${BLACK} setColor(255); fillRect(0, 0, 9, 9); setThreshold(100, 255); run("Convert to Mask"); run("Erode");`,
    look: MEAN,
  },
  {
    name: "a black background",
    leave: 'setOption("BlackBackground", false);',
    act: `${DOTS} setThreshold(100, 255); run("Convert to Mask");`,
    look: 'getPixel(6, 6) + "," + is("Inverting LUT")',
  },
  {
    name: "weights of RGB",
    leave: "setRGBWeights(1, 0, 0);",
    act: 'newImage("c", "RGB white", 9, 9, 1); setColor(200, 10, 90); fill(); run("8-bit");',
    look: "getPixel(0, 0)",
  },
  {
    name: "weighted conversion of RGB",
    leave: 'run("Conversions...", "scale weighted");',
    act: 'newImage("c", "RGB white", 9, 9, 1); setColor(10, 200, 90); fill(); run("8-bit");',
    look: "getPixel(0, 0)",
  },
  {
    name: "a global scale",
    leave: `${RAMP} run("Set Scale...", "distance=10 known=1 unit=um global");`,
    act: `${RAMP} getPixelSize(unit, w, h);`,
    look: "unit + w",
  },
  {
    name: "size of plots",
    leave: 'run("Plots...", "width=777 height=222 font=12 minimum=0 maximum=0");',
    act: 'Plot.create("P", "x", "y", newArray(1, 2), newArray(3, 4)); Plot.show();',
    look: SIZE,
  },
  {
    name: "the font that the macro draws with",
    leave: `${RAMP} setFont("Serif", 30);`,
    act: RAMP,
    look: 'getValue("font.size")',
  },
  {
    name: "the colour that the macro draws with",
    leave: `${BLACK} setColor(77);`,
    act: `${BLACK} makeRectangle(0, 0, 9, 9); fill();`,
    look: "getPixel(1, 1)",
  },
  {
    name: "row numbers in saved tables",
    leave: 'setOption("ShowRowNumbers", true); run("Input/Output...", "jpeg=85 gif=-1 file=.csv save_column");',
    act: 'setResult("x", 0, 1); f = getDirectory("temp") + "r.csv"; saveAs("Results", f);',
    look: "File.openAsString(f)",
  },
  remembered("radius", "Unsharp Mask...", "radius=5 mask=0.9", 'getValue("StdDev")'),
  remembered("deviation", "Add Specified Noise...", "standard=0", '(getValue("StdDev") == 0)', BLACK),
  remembered("factors", "Scale...", "x=0.3 y=0.3 interpolation=None"),
  remembered("size", "Size...", "width=11 height=12 interpolation=None", SIZE),
  remembered("angle", "Rotate... ", "angle=33 grid=0 interpolation=None"),
  remembered("offsets", "Translate...", "x=3 y=20 interpolation=None"),
  remembered("method", "Z Project...", "projection=[Sum Slices]", "bitDepth()", STACK),
  {
    ...remembered(
      "size and options",
      "Analyze Particles...",
      "size=20-Infinity circularity=0.1-1.00 display clear",
      "nResults",
      `run("Clear Results"); ${DOTS} setThreshold(50, 255);`,
    ),
  },
  remembered(
    "prominence and output",
    "Find Maxima...",
    "prominence=150 output=List",
    "nResults",
    `run("Clear Results"); ${DOTS}`,
  ),
  remembered("height", "Specify...", "width=7 height=8 x=1 y=2", 'getValue("Area")', RAMP),
  {
    name: "value of a division by zero",
    leave: 'run("Misc...", "divide=7");',
    act: 'newImage("z", "32-bit black", 9, 9, 1); newImage("o", "32-bit white", 9, 9, 1); run("Add...", "value=1"); imageCalculator("divide", "o", "z");',
    look: "getPixel(0, 0)",
  },
  {
    name: "Image Calculator operator",
    leave:
      'newImage("a", "8-bit ramp", 9, 9, 1); newImage("b", "8-bit ramp", 9, 9, 1); run("Image Calculator...", "image1=a operation=Subtract image2=b create");',
    act: 'newImage("a", "8-bit ramp", 9, 9, 1); newImage("b", "8-bit ramp", 9, 9, 1); run("Image Calculator...", "image1=a image2=b create");',
    look: MEAN,
  },
  {
    name: "Overlay Options",
    leave: 'run("Overlay Options...", "stroke=red width=5 fill=none set");',
    act: `${BLACK} makeRectangle(5, 5, 20, 20); run("Add Selection..."); Overlay.activateSelection(0);`,
    look: "Roi.getStrokeColor + Roi.getStrokeWidth",
  },
  {
    name: "Labels of overlays",
    leave: `${BLACK} makeRectangle(5, 5, 20, 20); run("Add Selection..."); run("Labels...", "color=white font=28 show draw bold");`,
    act: `${BLACK} makeRectangle(5, 5, 20, 20); run("Add Selection..."); run("Labels...", " show"); run("Flatten");`,
    look: MEAN,
  },
];

/** What needs no statement before its look comes first. */
export const LEFT_BEHIND: readonly LeftBehind[] = [...STANDING, ...DOING];
