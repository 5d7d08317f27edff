package dfiji.imagej;

import ij.WindowManager;
import java.awt.KeyboardFocusManager;
import java.awt.Toolkit;
import java.awt.Window;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Waits until windows that a function of the script opened or closed are activated. On the desktop those events may come
 * after the next statement has begun, so that it saves the wrong table: 17 to 3 of 20 runs; a person's next step is slower.
 */
final class EventSync {
  /** Until the window manager has given the newest window the focus; some windows never get it. */
  private static final long FOCUS_MILLIS = 300;

  private final Method realSync;
  private final List<?> images;
  private final List<?> others;
  private int known;

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

  /** In the job's thread. Gives whether windows have changed; costs nothing else. */
  boolean waitAfterChange() {
    int now = windows();
    if (now == known) return false;
    known = now;
    waitForAll();
    waitForFocus();
    return true;
  }

  void waitForAll() {
    try {
      realSync.invoke(Toolkit.getDefaultToolkit());
    } catch (IllegalAccessException | InvocationTargetException late) {
      // the queue did not become empty in 10 s: a window that paints without end
    }
  }

  private void waitForFocus() {
    Window newest = newest();
    if (newest == null || !newest.isShowing()) return;
    long deadline = System.currentTimeMillis() + FOCUS_MILLIS;
    try {
      while (KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow() != newest) {
        if (System.currentTimeMillis() > deadline) return;
        Thread.sleep(1);
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
    waitForAll();
  }

  /** Images and tables are put into their lists as they open. */
  private Window newest() {
    Window newest = null;
    for (Window window : Window.getWindows()) {
      if (window.isShowing() && (images.contains(window) || others.contains(window))) newest = window;
    }
    return newest;
  }

  private int windows() {
    return 31 * identities(images) + identities(others);
  }

  private static int identities(List<?> windows) {
    synchronized (windows) { // a Vector
      int hash = 1;
      for (Object window : windows) hash = 31 * hash + System.identityHashCode(window);
      return hash;
    }
  }

  private static List<?> listOf(String name) throws ReflectiveOperationException {
    Field field = WindowManager.class.getDeclaredField(name);
    field.setAccessible(true);
    return (List<?>) field.get(null);
  }
}
