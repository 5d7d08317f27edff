package dfiji.imagej;

import ij.Macro;
import ij.macro.Interpreter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What went wrong in the running macro, with the line of the user's script. ImageJ shows most errors in a window and
 * continues; {@link Dialogs} reads them. The first trouble counts.
 */
public final class Trouble {
  private static final Pattern IN_LINE = Pattern.compile("(.*?) in line (\\d+)", Pattern.DOTALL);
  /** The word at which a macro cannot be read, in ImageJ's quotation of the line; a sign there says nothing. */
  private static final Pattern WORD = Pattern.compile("\n.*?<([\\w.]+?)>", Pattern.DOTALL);

  private static final String NO_IMAGES = "There are no images open";

  /** {@code line} is 0 when unknown; {@code advice} is null where the general one will do. */
  record Problem(String reason, int line, String advice, boolean needsDisplay, boolean timeout, boolean outOfMemory) {}

  private static Interpreter script;
  private static Problem first;
  /** What the last {@code open} that gave no image said of itself; "": there was none. */
  private static String openedNone = "";

  static synchronized void begin(Interpreter interpreter) {
    script = interpreter;
    first = null;
    openedNone = "";
  }

  static synchronized Problem first() {
    return first;
  }

  /** IJ.error, also that of a failed open or saveAs. */
  public static void error(String message) {
    if (message == null || message.endsWith(Macro.MACRO_CANCELED)) return;
    note(message, line(), false, false);
  }

  /** ImageJ says nothing of a damaged TIFF, and shows a text in a window; what fails is the next command. */
  static synchronized void openedNone(String path) {
    openedNone = "open() of " + path + " in line " + line() + " gave no image: ";
  }

  /** exit("message") in the macro. */
  public static void exited(String message) {
    note("exit: " + message, line(), false, false);
  }

  /** A dialog that only a person could answer. */
  static void asked(String reason, String advice) {
    note(new Problem(reason, line(), advice, false, false, false));
  }

  /** What only a display can give, on a screen in memory. */
  static void needsScreen(String reason) {
    note(reason, line(), true, false);
  }

  /** A call took longer than it may. */
  static void tookTooLong(String reason, String advice) {
    note(new Problem(reason, line(), advice, false, true, false));
  }

  /** What a command threw, as ImageJ prints it. */
  static void exceptionWindow(String text) {
    note(text, line(), false, text.startsWith("java.lang.OutOfMemoryError"));
  }

  /** A command or the interpreter threw. */
  public static void thrown(Throwable error) {
    if (Macro.MACRO_CANCELED.equals(error.getMessage())) return;
    note(error.toString(), line(), false, error instanceof OutOfMemoryError);
  }

  /** The interpreter's own "… in line N". */
  public static void macroError(Interpreter where, String message) {
    Matcher match = IN_LINE.matcher(message);
    if (!match.lookingAt()) {
      note(message, line(), false, false);
      return;
    }
    String text = match.group(1) + word(message);
    if (where == script) note(text, Integer.parseInt(match.group(2)), false, false);
    else note(text + " in line " + match.group(2) + " of the evaluated macro", line(), false, false);
  }

  /** {@code exit} and {@code exit()} end a macro by the exception that failures use, too; with a message it is one. */
  static boolean isExit(Throwable error) {
    StackTraceElement[] stack = error.getStackTrace();
    return stack.length > 0
        && stack[0].getMethodName().equals("exit")
        && stack[0].getClassName().equals("ij.macro.Functions");
  }

  /** The line of the user's script that runs now; 0 when unknown. */
  static int line() {
    try {
      return script == null ? 0 : script.getLineNumber();
    } catch (RuntimeException notStarted) {
      return 0;
    }
  }

  private static String word(String message) {
    Matcher word = WORD.matcher(message);
    return word.find() ? " `" + word.group(1) + "`" : "";
  }

  private static void note(String reason, int line, boolean needsDisplay, boolean outOfMemory) {
    String said = reason.startsWith(NO_IMAGES) ? openedNone : "";
    note(new Problem(said + reason.strip(), line, null, needsDisplay, false, outOfMemory));
  }

  private static synchronized void note(Problem problem) {
    if (first == null) first = problem;
  }

  private Trouble() {}
}
