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
import java.util.Vector;

/**
 * Waits until windows that a function of the script opened or closed are activated. On the desktop those events may come
 * after the next statement has begun, so that it saves the wrong table: 17 to 3 of 20 runs; a person's next step is slower.
 */
final class EventSync {
  /** Until the window manager has given the newest window the focus; some windows never get it. */
  private static final long FOCUS_MILLIS = 100;

  private final Method realSync;
  private final Vector<?> images;
  private final Vector<?> others;
  private List<Object> knownImages = List.of();
  private List<Object> knownOthers = List.of();

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
    knownImages = new ArrayList<>(images);
    knownOthers = new ArrayList<>(others);
  }

  /**
   * In the job's thread. Gives whether windows have changed; costs nothing else.
   * @param isCommand one command that opens two tables: the window manager may leave the focus at the first one (2 of 20
   *     runs); the newest one gets it. Other functions may have selected a window after they opened two.
   */
  boolean waitAfterChange(boolean isCommand) {
    if (images.equals(knownImages) && others.equals(knownOthers)) return false; // a Vector's is synchronized
    List<Window> opened = opened();
    boolean isOneMore = opened.size() == 1 && images.containsAll(knownImages) && others.containsAll(knownOthers);
    forget();
    if (isOneMore && awaitFocus(opened.get(0))) return true;
    waitForAll();
    if (opened.isEmpty()) return true;
    Window newest = opened.get(opened.size() - 1);
    if (hasFocus(newest) || !isCommand || !opened.contains(active())) return true;
    newest.toFront();
    hasFocus(newest);
    return true;
  }

  /**
   * Waits for a window that now gets the focus. Its place and size were settled before that, and X keeps the order of what it
   * tells: so nothing else is to be waited for, which would take 15 ms and more. False: it did not get the focus, or the event
   * thread does not answer.
   */
  private static boolean awaitFocus(Window window) {
    try {
      return becomesActive(window) && Desktop.inEventThread(() -> {});
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void waitForAll() {
    try {
      realSync.invoke(Toolkit.getDefaultToolkit());
    } catch (IllegalAccessException | InvocationTargetException late) {
      // the queue did not become empty in 10 s: a window that paints without end
    }
  }

  private boolean hasFocus(Window window) {
    try {
      if (!becomesActive(window)) return false;
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
    waitForAll(); // what its activation brought about
    return true;
  }

  private static boolean becomesActive(Window window) throws InterruptedException {
    long deadline = System.currentTimeMillis() + FOCUS_MILLIS;
    if (active() != window) Desktop.inEventThread(() -> {}); // its event often waits there
    while (active() != window) {
      if (System.currentTimeMillis() > deadline) return false;
      Thread.sleep(1);
    }
    return true;
  }

  private static Window active() {
    return KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow();
  }

  /** In the order in which they were made. */
  private List<Window> opened() {
    return Arrays.stream(Window.getWindows())
        .filter(Dialogs::isOpen)
        .filter(window -> images.contains(window) || others.contains(window))
        .filter(window -> !knownImages.contains(window) && !knownOthers.contains(window))
        .toList();
  }

  private static Vector<?> listOf(String name) throws ReflectiveOperationException {
    Field field = WindowManager.class.getDeclaredField(name);
    field.setAccessible(true);
    return (Vector<?>) field.get(null);
  }
}
