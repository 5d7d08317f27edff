import { type HeaderProblem, type ScriptParameter } from "./script-parameters";

/**
 * What keeps parameters from being variables of an ImageJ macro, each with its line: names that are words of the macro
 * language, which no macro can use as a variable, and names that are none of its variables' names.
 */
export function macroNameProblems(parameters: readonly ScriptParameter[]): HeaderProblem[] {
  return parameters.flatMap((parameter) => {
    const text = nameProblem(parameter);
    return text === undefined ? [] : [{ line: parameter.line, text }];
  });
}

/** True for a word that ImageJ's macro language keeps for itself; case counts. */
export const isMacroWord = (name: string): boolean => WORDS.has(name);

function nameProblem({ name, type, kind }: ScriptParameter): string | undefined {
  if (kind === "given") return undefined; // a service is no variable
  if (!isMacroWord(name))
    return /^[A-Za-z_]\w*$/.test(name) ? undefined : `a macro has no variable named ${name}: use letters, digits and _`;
  const other = freeName(name);
  return `${name} is a word of the macro language: write \`#@ ${type} ${other}\` in the script, use ${other} there, and {${other}} in a pattern or "${other}" in the job file`;
}

/** `Image` → `image`, `File` → `file`, `List` → `list`, `getInfo` → `myGetInfo`. */
function freeName(name: string): string {
  const lower = name.toLowerCase();
  return isMacroWord(lower) || lower === name || !/^[A-Z]/.test(name)
    ? `my${name[0]?.toUpperCase()}${name.slice(1)}`
    : lower;
}

/** Of ImageJ 1.54f's tables (ij.macro.MacroConstants): every word that cannot be declared with `var`. */
const WORDS: ReadonlySet<string> = new Set(
  `
  Array Color Dialog Ext File Fit IJ Image List Math NaN Overlay PI Plot Property Roi RoiManager Stack String
  Table abs acos asin atan atan2 autoUpdate beep bitDepth break calibrate call changeValues charCodeAt close
  continue cos d2s debug do doCommand doWand drawLine drawOval drawRect drawString dump else endsWith eval exec
  exit exp false fill fillOval fillRect floodFill floor for fromCharCode function getArgument getBoolean
  getBoundingRect getCursorLoc getDateAndTime getDimensions getDir getDirectory getDisplayedArea getFileList
  getFontList getHeight getHistogram getImageID getImageInfo getInfo getLine getList getLocationAndSize getLut
  getMetadata getMinAndMax getNumber getPixel getPixelSize getProfile getRawStatistics getResult getResultLabel
  getResultString getResultsCount getSelectionBounds getSelectionCoordinates getSliceNumber getStatistics
  getString getStringWidth getThreshold getTime getTitle getValue getVersion getVoxelSize getWidth getZoom if
  imageCalculator indexOf invert is isActive isKeyDown isNaN isOpen lastIndexOf lengthOf lineTo log macro
  makeArrow makeEllipse makeLine makeOval makePoint makePolygon makeRectangle makeRotatedRectangle makeSelection
  makeText matches maxOf minOf moveTo nImages nResults nSlices newArray newImage newMenu open parseFloat
  parseInt pow print putPixel random rename replace requires reset resetMinAndMax resetThreshold
  restorePreviousTool restoreSettings return roiManager round run runMacro save saveAs saveSettings screenHeight
  screenWidth selectImage selectWindow selectionContains selectionName selectionType setAutoThreshold
  setBackgroundColor setBatchMode setColor setFont setForegroundColor setJustification setKeyDown setLineWidth
  setLocation setLut setMetadata setMinAndMax setOption setPasteMode setPixel setRGBWeights setResult
  setSelectionLocation setSelectionName setSlice setThreshold setTool setVoxelSize setZCoordinate setupUndo
  showMessage showMessageWithCancel showProgress showStatus showText sin snapshot split sqrt startsWith
  substring tan toBinary toHex toLowerCase toScaled toString toUnscaled toUpperCase toolID trim true
  updateDisplay updateResults var wait waitForUser while write
`
    .trim()
    .split(/\s+/),
);
