package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.text.TextPanel
import java.lang.reflect.Field
import java.util.concurrent.TimeUnit
import java.util.function.Consumer

/**
 * Tells what ImageJ writes into its Log window: a line once it has stood for a second, when something else is printed, or
 * at the end, since macros show their progress by replacing lines (`print("\\Update:…")`). The same as engine imagej's.
 */
@CompileStatic
class LogWindow {
  private static final long STOOD_NANOS = TimeUnit.SECONDS.toNanos(1)

  private final Field panel = panelOfImageJ()
  private final Consumer<String> lines
  private TextPanel printedOf
  private int printed
  /** When each line that is not printed yet was first seen. */
  private final ArrayDeque<Long> seenNanos = new ArrayDeque<>()

  LogWindow(Consumer<String> lines) {
    this.lines = lines
  }

  void begin() {
    follow(null)
  }

  void printOld() {
    printThose(STOOD_NANOS)
  }

  void printAll() {
    printThose(0)
  }

  private synchronized void printThose(long stoodNanos) {
    TextPanel now = (TextPanel) panel.get(null)
    int count = now == null ? 0 : now.lineCount
    if (!now.is(printedOf) || count < printed) follow(now) // a new window, or cleared
    long nanos = System.nanoTime()
    while (printed + seenNanos.size() < count) seenNanos.add(nanos)
    while (seenNanos.size() > count - printed) seenNanos.removeLast() // cleared, and written again
    while (!seenNanos.isEmpty() && nanos - seenNanos.peek() >= stoodNanos) {
      seenNanos.remove()
      lines.accept(lineOf(now, printed++))
    }
  }

  private synchronized void follow(TextPanel window) {
    printedOf = window
    printed = 0
    seenNanos.clear()
  }

  private static String lineOf(TextPanel panel, int index) {
    try {
      return panel.getLine(index)
    } catch (RuntimeException cleared) {
      return ""
    }
  }

  private static Field panelOfImageJ() {
    Field field = IJ.getDeclaredField("logPanel")
    field.setAccessible(true)
    return field
  }
}
