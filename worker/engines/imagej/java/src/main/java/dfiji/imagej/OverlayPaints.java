package dfiji.imagej;

import ij.ImagePlus;
import ij.WindowManager;
import java.awt.EventQueue;
import java.util.Set;

/**
 * Waits until windows have painted their overlays before the script draws one into pixels. ImageJ draws the same selections
 * in both threads and marks each of them meanwhile ({@code Roi.drawOverlay} of 1.54f sets and clears {@code overlay}), so that
 * one of the two draws it as the selection that a person edits, with handles and in another colour. A person's next step is
 * slower than a paint.
 */
final class OverlayPaints {
  /** Commands that draw overlays into pixels: callers of {@code ImagePlus.flatten} in 1.54f. */
  private static final Set<String> DRAWING =
      Set.of(
          "Flatten", "PNG...", "Jpeg...", "Gif...", "AVI...", "AVI... ", "Image Sequence...", "Image Sequence... ",
          "Scale Bar...", "Calibration Bar...", "Merge Channels...", "Copy to System");

  private final EventSync events;

  OverlayPaints(EventSync events) {
    this.events = events;
  }

  /** ImageJ's listener of commands: gives the command unchanged. */
  String beforeCommand(String command) {
    if (DRAWING.contains(command)) await();
    return command;
  }

  /** Costs nothing while no window shows an overlay, else 15 ms and more: paints may be on their way from the display. */
  void await() {
    if (!EventQueue.isDispatchThread() && isOverlayShown()) events.waitForAll();
  }

  private static boolean isOverlayShown() {
    int[] ids = WindowManager.getIDList(); // of images with windows
    if (ids == null) return false;
    for (int id : ids) {
      ImagePlus image = WindowManager.getImage(id);
      if (image == null || image.getWindow() == null) continue;
      if (image.getOverlay() != null) return true;
      if (image.getCanvas() != null && image.getCanvas().getShowAllList() != null) return true;
    }
    return false;
  }
}
