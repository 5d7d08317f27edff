package dfiji.imagej.screen;

import java.awt.Component;
import java.awt.EventQueue;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.WindowEvent;
import java.awt.peer.KeyboardFocusManagerPeer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Which window has the focus, as openbox does it: a new one or one that is brought to the front, else the last one before. */
final class WindowOrder {
  /** Those that are shown; the one with the focus is the first. */
  private final Deque<Window> shown = new ArrayDeque<>();
  private Window focused;
  private Component owner;

  synchronized void front(Window window) {
    shown.remove(window);
    if (!window.isFocusableWindow()) {
      shown.addLast(window);
      return;
    }
    shown.addFirst(window);
    focus(window);
  }

  synchronized void hide(Window window) {
    boolean wasFirst = shown.peekFirst() == window;
    shown.remove(window);
    if (wasFirst && !shown.isEmpty()) focus(shown.peekFirst());
  }

  private static void focus(Window window) {
    post(new WindowEvent(window, WindowEvent.WINDOW_GAINED_FOCUS));
  }

  static void post(java.awt.AWTEvent event) {
    EventQueue queue = Toolkit.getDefaultToolkit().getSystemEventQueue();
    queue.postEvent(event);
  }

  KeyboardFocusManagerPeer focus() {
    return new KeyboardFocusManagerPeer() {
      @Override
      public void setCurrentFocusedWindow(Window window) {
        focused = window;
      }

      @Override
      public Window getCurrentFocusedWindow() {
        return focused;
      }

      @Override
      public void setCurrentFocusOwner(Component component) {
        owner = component;
      }

      @Override
      public Component getCurrentFocusOwner() {
        return owner;
      }

      @Override
      public void clearGlobalFocusOwner(Window active) {}
    };
  }
}
