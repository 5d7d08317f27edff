package dfiji

import groovy.transform.CompileStatic
import ij.ImagePlus
import ij.macro.Interpreter
import java.lang.reflect.Field

/**
 * What the paint of a window does to an image on a display, although there is none: it finds the display range of what is
 * shown, which is saved with the image and stays for the next slices. Images of batch mode have no window on a display
 * either. HeadlessHooks calls it from ImagePlus and Interpreter.
 */
@CompileStatic
class HeadlessPaints {
  /** Groovy would call the setter, and the getter that Fiji changed. */
  private static final Field BATCH_MODE = Interpreter.getField("batchMode")
  private static final Field IMAGES = imagesField()

  /** Those that would have a window. */
  private final Set<ImagePlus> shown = Collections.newSetFromMap(new WeakHashMap<ImagePlus, Boolean>())
  /** Macros that switched batch mode: it ends with them. */
  private final Set<Object> switching = Collections.newSetFromMap(new WeakHashMap<Object, Boolean>())
  /** As a desktop would have it: for Fiji's patches it is always on. */
  private boolean batchMode
  /** The script may write ImageJ's own field, which then holds what a desktop would have. */
  private boolean scriptWrites
  private boolean showsNow
  /** What `setBatchMode` of a macro gave on to the interpreter; null: nothing, since it is on for Fiji's patches. */
  private Boolean passedOn
  private boolean switches
  /** Images that have windows on a desktop, which keep them when batch mode ends. */
  private List<ImagePlus> kept = []

  synchronized void begin(boolean scriptWritesField) {
    shown.clear()
    switching.clear()
    scriptWrites = scriptWritesField
    showsNow = false
    switches = false
    kept = []
    batchMode = false
    BATCH_MODE.setBoolean(null, !scriptWritesField)
  }

  /** By the name of the call, see HeadlessHooks. Gives whether the image would be in a window. */
  synchronized Boolean apply(String call, Object value) {
    switch (call) {
      case "setBatchMode begins":
        if (!inBatchMode()) switching.add(value)
        passedOn = null
        switches = true
        break
      case "setBatchMode ends":
        switches = false
        put(passedOn == null || passedOn)
        putKept()
        break
      case "batchMode":
        kept = value ? [] : images().findAll { ImagePlus image -> shown.contains(image) }
        if (switches) passedOn = (Boolean) value
        else if (isOfScript()) put((Boolean) value)
        break
      case "batchMode set": if (!switches) putKept(); break
      case "tempShowMode": showsNow = (Boolean) value; break
      case "batchMacro": put((Boolean) value); break
      case "macro ends": if (switching.remove(value)) put(false); break
      case "macro fails": put(false); break
      case "shows": if (!inBatchMode() || showsNow) shown.add((ImagePlus) value); break
    }
    return value instanceof ImagePlus && shown.contains((ImagePlus) value)
  }

  /** Groovy takes ImageJ's own setter for one that is for all; else an interpreter calls it, only since it sees no windows. */
  private static boolean isOfScript() {
    StackTraceElement[] stack = Thread.currentThread().stackTrace
    int at = stack.findIndexOf { StackTraceElement element -> element.methodName == "setBatchMode" }
    return at >= 0 && at + 1 < stack.length && stack[at + 1].className != Interpreter.name
  }

  private boolean inBatchMode() {
    return scriptWrites ? BATCH_MODE.getBoolean(null) : batchMode
  }

  private void put(boolean on) {
    batchMode = on
    if (scriptWrites) BATCH_MODE.setBoolean(null, on)
  }

  /** Below what is there: the current image stays. */
  private void putKept() {
    List<ImagePlus> missing = kept - images()
    kept = []
    if (missing.isEmpty()) return
    if (images().isEmpty()) missing.each { ImagePlus image -> Interpreter.addBatchModeImage(image) }
    else images().addAll(0, missing)
  }

  /** Fiji's patches take all images for those of batch mode. */
  private static List<ImagePlus> images() {
    List<ImagePlus> images = (List<ImagePlus>) IMAGES.get(null)
    return images == null ? new ArrayList<ImagePlus>() : images
  }

  private static Field imagesField() {
    Field field = Interpreter.getDeclaredField("imageTable")
    field.setAccessible(true)
    return field
  }
}
