package dfiji

import groovy.transform.CompileStatic
import ij.CommandListener
import ij.Executer
import ij.ImagePlus
import ij.WindowManager
import ij.macro.MacroConstants
import java.awt.EventQueue

/**
 * Waits until windows have painted their overlays before the script draws one into pixels: ImageJ draws the same selections in
 * both threads and marks each of them meanwhile, so that one draws it as the selection that a person edits. The same as engine
 * imagej's; a script that is no macro is known by the commands that it runs.
 */
@CompileStatic
class OverlayPaints implements CommandListener {
  /** Callers of `ImagePlus.flatten` in 1.54f. */
  private static final Set<String> DRAWING = new HashSet<>([
    "Flatten", "PNG...", "Jpeg...", "Gif...", "AVI...", "AVI... ", "Image Sequence...", "Image Sequence... ",
    "Scale Bar...", "Calibration Bar...", "Merge Channels...", "Copy to System",
  ])

  private final EventSync events

  OverlayPaints(EventSync events) {
    this.events = events
    Executer.addCommandListener(this)
  }

  @Override
  String commandExecuting(String command) {
    if (DRAWING.contains(command)) awaitPaints()
    return command
  }

  /** @param type of the macro's function that begins */
  void beforeFunction(int type) {
    if (type == MacroConstants.SAVE_AS || type == MacroConstants.SAVE || type == MacroConstants.OVERLAY) awaitPaints()
  }

  private void awaitPaints() {
    if (!EventQueue.isDispatchThread() && isOverlayShown()) events.waitForAll()
  }

  private static boolean isOverlayShown() {
    int[] ids = WindowManager.IDList // of images with windows
    if (ids == null) return false
    for (int id : ids) {
      ImagePlus image = WindowManager.getImage(id)
      if (image == null || image.window == null) continue
      if (image.overlay != null) return true
      if (image.canvas != null && image.canvas.showAllList != null) return true
    }
    return false
  }
}
