package dfiji.imagej;

import ij.Macro;
import ij.macro.Interpreter;
import java.awt.HeadlessException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What went wrong in the running macro, with the line of the user's script. ImageJ shows most errors in a window and goes
 * on; the build inserts calls of this class there (see build/PatchedJar). The first trouble counts.
 */
public final class Trouble {
  private static final Pattern IN_LINE = Pattern.compile("(.*?) in line (\\d+)", Pattern.DOTALL);

  /** {@code line} is 0 when unknown. */
  record Problem(String reason, int line, boolean needsDisplay, boolean outOfMemory) {}

  private static Interpreter script;
  private static Problem first;

  static synchronized void begin(Interpreter interpreter) {
    script = interpreter;
    first = null;
  }

  static synchronized Problem first() {
    return first;
  }

  /** IJ.error, also that of a failed open or saveAs. */
  public static void error(String message) {
    if (message == null || message.endsWith(Macro.MACRO_CANCELED)) return;
    note(message, line(), mentionsDisplay(message), false);
  }

  /** exit("message") in the macro. */
  public static void exited(String message) {
    note("exit: " + message, line(), false, false);
  }

  /** A command or the interpreter threw. */
  public static void thrown(Throwable error) {
    if (Macro.MACRO_CANCELED.equals(error.getMessage())) return;
    boolean needsDisplay = false;
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      needsDisplay |= cause instanceof HeadlessException || mentionsDisplay(String.valueOf(cause.getMessage()));
    }
    note(error.toString(), line(), needsDisplay, error instanceof OutOfMemoryError);
  }

  /** The interpreter's own "… in line N". */
  public static void macroError(Interpreter where, String message) {
    Matcher match = IN_LINE.matcher(message);
    if (!match.lookingAt()) note(message, line(), false, false);
    else if (where == script) note(match.group(1), Integer.parseInt(match.group(2)), false, false);
    else note(match.group() + " of the evaluated macro", line(), false, false);
  }

  /** The line of the user's script that runs now; 0 when unknown. */
  static int line() {
    try {
      return script == null ? 0 : script.getLineNumber();
    } catch (RuntimeException notStarted) {
      return 0;
    }
  }

  private static boolean mentionsDisplay(String message) {
    return message.toLowerCase().contains("headless");
  }

  private static synchronized void note(String reason, int line, boolean needsDisplay, boolean outOfMemory) {
    if (first == null) first = new Problem(reason.strip(), line, needsDisplay, outOfMemory);
  }

  private Trouble() {}
}
