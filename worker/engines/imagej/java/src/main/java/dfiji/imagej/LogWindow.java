package dfiji.imagej;

import ij.IJ;
import ij.text.TextPanel;
import java.lang.reflect.Field;
import java.util.concurrent.TimeUnit;

/**
 * Prints what ImageJ writes into its Log window. The last line waits for the next one, as macros show progress by
 * replacing it ({@code \\Update:}), but at most a second.
 */
final class LogWindow {
  private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Field panel;
  private TextPanel printedOf;
  private int printed;
  private String last;
  private long lastNanos;

  LogWindow() {
    try {
      panel = IJ.class.getDeclaredField("logPanel");
      panel.setAccessible(true);
    } catch (NoSuchFieldException changed) {
      throw new IllegalStateException(changed);
    }
  }

  synchronized void begin() {
    printedOf = null;
    printed = 0;
    last = null;
  }

  /** All lines but the last. */
  void print() {
    print(false);
  }

  /** Also the last line, when it has stood for a second. */
  void printOld() {
    print(false);
    synchronized (this) {
      if (last != null && System.nanoTime() - lastNanos > OLD_NANOS) print(true);
    }
  }

  void printAll() {
    print(true);
  }

  private synchronized void print(boolean isAll) {
    TextPanel now = panel();
    if (now == null) {
      if (printedOf != null) begin();
      return;
    }
    int lines = now.getLineCount();
    if (now != printedOf || lines < printed) { // a new window, or cleared
      printedOf = now;
      printed = 0;
      last = null;
    }
    while (printed < lines) {
      String line = lineOf(now, printed);
      boolean isLast = printed == lines - 1;
      if (isLast && !isAll) {
        if (!line.equals(last)) lastNanos = System.nanoTime();
        last = line;
        return;
      }
      System.out.println(line);
      printed++;
      last = null;
    }
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
