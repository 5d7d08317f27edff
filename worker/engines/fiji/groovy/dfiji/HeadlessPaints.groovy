package dfiji

import groovy.transform.CompileStatic
import ij.ImagePlus

/**
 * What the paint of a window does to an image on a display, although there is none: it finds the display range of what is
 * shown, which is saved with the image and stays for the next slices. Images of batch mode have no window on a display
 * either. HeadlessHooks calls it from ImagePlus and Interpreter.
 */
@CompileStatic
class HeadlessPaints {
  /** Those that would have a window. */
  private final Set<ImagePlus> shown = Collections.newSetFromMap(new WeakHashMap<ImagePlus, Boolean>())
  /** As the script set it: for Fiji's patches it is always on. */
  private volatile boolean batchMode
  private volatile boolean showsNow
  /** What `setBatchMode` of a macro gave on to the interpreter; null: nothing, since it is on for Fiji's patches. */
  private volatile Boolean passedOn

  synchronized void begin(boolean inBatchMode) {
    shown.clear()
    batchMode = inBatchMode
    showsNow = false
  }

  /** By the name of the call, see HeadlessHooks. Gives whether the image would be in a window. */
  synchronized Boolean apply(String call, Object value) {
    switch (call) {
      case "setBatchMode begins": passedOn = null; break
      case "setBatchMode ends": batchMode = passedOn == null || passedOn; break
      case "batchMode": passedOn = (Boolean) value; break
      case "tempShowMode": showsNow = (Boolean) value; break
      case "batchMacro": batchMode = (Boolean) value; break
      case "shows": if (!batchMode || showsNow) shown.add((ImagePlus) value); break
    }
    return value instanceof ImagePlus && shown.contains((ImagePlus) value)
  }
}
