package dfiji

import groovy.transform.CompileStatic
import ij.WindowManager
import java.awt.EventQueue
import java.awt.KeyboardFocusManager
import java.awt.Toolkit
import java.awt.Window
import java.lang.reflect.Field
import java.lang.reflect.Method

/**
 * Waits until windows that a function of the script opened or closed are activated: those events may come after the next
 * statement has begun, so that it saves the wrong table. The same as engine imagej's.
 */
@CompileStatic
class EventSync {
  /** Until the window manager has given the newest window the focus; some windows never get it. */
  private static final long FOCUS_MILLIS = 100

  private final Method realSync = syncOfToolkit()
  private final Vector<?> images = listOf("imageList")
  private final Vector<?> others = listOf("nonImageList")
  private List<Object> knownImages = []
  private List<Object> knownOthers = []

  /** What is open now is known. */
  void forget() {
    knownImages = new ArrayList<Object>(images)
    knownOthers = new ArrayList<Object>(others)
  }

  /** In the job's thread. Gives whether windows have changed. Of two tables that one command opened, the newest gets the focus. */
  boolean waitAfterChange(boolean isCommand) {
    if (images.equals(knownImages) && others.equals(knownOthers)) return false // a Vector's is synchronized
    List<Window> opened = opened()
    forget()
    waitForAll()
    if (opened.isEmpty()) return true
    Window newest = opened.get(opened.size() - 1)
    if (hasFocus(newest) || !isCommand || !opened.contains(active())) return true
    newest.toFront()
    hasFocus(newest)
    return true
  }

  void waitForAll() {
    try {
      if (realSync != null) realSync.invoke(Toolkit.defaultToolkit)
      else EventQueue.invokeAndWait({} as Runnable)
    } catch (Exception late) {
      // the queue did not become empty in 10 s: a window that paints without end
    }
  }

  private boolean hasFocus(Window window) {
    long deadline = System.currentTimeMillis() + FOCUS_MILLIS
    try {
      while (!window.is(active())) {
        if (System.currentTimeMillis() > deadline) return false
        Thread.sleep(1)
      }
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt()
    }
    waitForAll() // what its activation brought about
    return true
  }

  private static Window active() {
    return KeyboardFocusManager.currentKeyboardFocusManager.activeWindow
  }

  /** In the order in which they were made. */
  private List<Window> opened() {
    List<Window> found = []
    for (Window window : Window.windows) {
      boolean isOfImageJ = images.contains(window) || others.contains(window)
      if (Dialogs.isOpen(window) && isOfImageJ && !knownImages.contains(window) && !knownOthers.contains(window)) found.add(window)
    }
    return found
  }

  private static Vector<?> listOf(String name) {
    Field field = WindowManager.getDeclaredField(name)
    field.setAccessible(true)
    return (Vector<?>) field.get(null)
  }

  /** Null where this Java does not open it to others. */
  private static Method syncOfToolkit() {
    try {
      Method method = Class.forName("sun.awt.SunToolkit").getMethod("realSync")
      method.setAccessible(true)
      return method
    } catch (Exception closed) {
      return null
    }
  }
}
