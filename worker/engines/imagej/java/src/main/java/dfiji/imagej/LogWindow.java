package dfiji.imagej;

import ij.IJ;
import ij.text.TextPanel;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Prints what ImageJ writes into its Log window: a line once it has stood for a second, or at the end, since macros show
 * their progress by replacing lines ({@code print("\\Update:…")}) and clear the window.
 */
final class LogWindow {
  private static final long STOOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Not a script's: ImageJ can redirect System.out to this very window. */
  private final PrintStream out = System.out;
  private final Field panel;
  private TextPanel printedOf;
  private int printed;
  /** When each line that is not printed yet was first seen, {@code System.nanoTime()}. */
  private final Deque<Long> seenNanos = new ArrayDeque<>();

  LogWindow() {
    try {
      panel = IJ.class.getDeclaredField("logPanel");
      panel.setAccessible(true);
    } catch (NoSuchFieldException changed) {
      throw new IllegalStateException(changed);
    }
  }

  void begin() {
    follow(null);
  }

  void printOld() {
    print(STOOD_NANOS);
  }

  void printAll() {
    print(0);
  }

  private synchronized void print(long stoodNanos) {
    TextPanel now = panel();
    int lines = now == null ? 0 : now.getLineCount();
    if (now != printedOf || lines < printed) follow(now); // a new window, or cleared
    long nanos = System.nanoTime();
    while (printed + seenNanos.size() < lines) seenNanos.add(nanos);
    while (seenNanos.size() > lines - printed) seenNanos.removeLast(); // cleared, and written again
    while (!seenNanos.isEmpty() && nanos - seenNanos.peek() >= stoodNanos) {
      out.println(lineOf(now, printed++));
      seenNanos.remove();
    }
  }

  private synchronized void follow(TextPanel window) {
    printedOf = window;
    printed = 0;
    seenNanos.clear();
  }

  private static String lineOf(TextPanel panel, int index) {
    try {
      return panel.getLine(index);
    } catch (RuntimeException cleared) {
      return "";
    }
  }

  private TextPanel panel() {
    try {
      return (TextPanel) panel.get(null);
    } catch (IllegalAccessException changed) {
      throw new IllegalStateException(changed);
    }
  }
}
