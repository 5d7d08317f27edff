package dfiji.imagej;

import ij.WindowManager;
import java.awt.KeyboardFocusManager;
import java.awt.Toolkit;
import java.awt.Window;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Waits until windows that a function of the script opened or closed are activated. On the desktop those events may come
 * after the next statement has begun, so that it saves the wrong table: 17 to 3 of 20 runs; a person's next step is slower.
 */
final class EventSync {
  /** Until the window manager has given the newest window the focus; some windows never get it. */
  private static final long FOCUS_MILLIS = 100;

  private final Method realSync;
  private final List<?> images; // Vectors
  private final List<?> others;
  private List<Object> known = List.of();

  EventSync() {
    try {
      realSync = Class.forName("sun.awt.SunToolkit").getMethod("realSync");
      images = listOf("imageList");
      others = listOf("nonImageList");
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(changed);
    }
  }

  /** What is open now is known. */
  void forget() {
    known = windows();
  }

  /**
   * In the job's thread. Gives whether windows have changed; costs nothing else.
   * @param isCommand one command that opens two tables: the window manager may leave the focus at the first one (2 of 20
   *     runs); the newest one gets it. Other functions may have selected a window after they opened two.
   */
  boolean waitAfterChange(boolean isCommand) {
    List<Object> now = windows();
    if (now.equals(known)) return false;
    List<Window> opened = opened(now);
    known = now;
    waitForAll();
    if (opened.isEmpty()) return true;
    Window newest = opened.get(opened.size() - 1);
    if (hasFocus(newest) || !isCommand || !opened.contains(active())) return true;
    newest.toFront();
    hasFocus(newest);
    return true;
  }

  void waitForAll() {
    try {
      realSync.invoke(Toolkit.getDefaultToolkit());
    } catch (IllegalAccessException | InvocationTargetException late) {
      // the queue did not become empty in 10 s: a window that paints without end
    }
  }

  private boolean hasFocus(Window window) {
    long deadline = System.currentTimeMillis() + FOCUS_MILLIS;
    try {
      while (active() != window) {
        if (System.currentTimeMillis() > deadline) return false;
        Thread.sleep(1);
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
    waitForAll(); // what its activation brought about
    return true;
  }

  private static Window active() {
    return KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow();
  }

  /** In the order in which they were made. */
  private List<Window> opened(List<Object> now) {
    return Arrays.stream(Window.getWindows())
        .filter(window -> window.isShowing() && now.contains(window) && !known.contains(window))
        .toList();
  }

  /** Windows are equal only to themselves. */
  private List<Object> windows() {
    List<Object> windows = new ArrayList<>(images);
    windows.addAll(others);
    return windows;
  }

  private static List<?> listOf(String name) throws ReflectiveOperationException {
    Field field = WindowManager.class.getDeclaredField(name);
    field.setAccessible(true);
    return (List<?>) field.get(null);
  }
}
