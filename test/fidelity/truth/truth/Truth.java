package truth;

import ij.IJ;
import ij.ImageJ;
import ij.Macro;
import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.TruthInterpreter;
import java.awt.EventQueue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs one macro as the editor of desktop ImageJ does, in an ImageJ of its own with its window, and writes how it ended and
 * what the Log window then shows. Arguments: the macro (UTF-8), its argument, the file for the result.
 */
public final class Truth {
  private static final Pattern IN_LINE = Pattern.compile("(.*?) in line (\\d+)\n.*", Pattern.DOTALL);

  private final Path result;
  private final TruthInterpreter interpreter = new TruthInterpreter(this::message);
  /** Title and text of all that ImageJ showed in a window in place of the log. */
  private final List<String> shown = new ArrayList<>();
  private Map<String, Object> trouble;
  private boolean written;

  public static void main(String[] arguments) throws Exception {
    String macro = Files.readString(Path.of(arguments[0]));
    new Truth(Path.of(arguments[2])).run(macro, arguments[1]);
  }

  private Truth(Path result) {
    this.result = result;
  }

  private void run(String macro, String argument) throws Exception {
    new ImageJ(ImageJ.STANDALONE).exitWhenQuitting(true);
    EventQueue.invokeAndWait(() -> {});
    IJ.setExceptionHandler(this::exception);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> write(Map.of("kind", "quit"))));
    Thread thread = new Thread(() -> interpret(macro, argument), "case_Macro$"); // by its end ImageJ knows a macro
    thread.setPriority(Thread.NORM_PRIORITY - 2);
    Dialogs dialogs = new Dialogs(thread, this::message, this::error, this::question);
    dialogs.watch();
    thread.start();
    thread.join();
    for (int i = 0; i < 2; i++) EventQueue.invokeAndWait(() -> {}); // windows that the last statements opened
    dialogs.look();
    end();
  }

  /** What ij.macro.MacroRunner.run does. */
  private void interpret(String macro, String argument) {
    try {
      interpreter.runAsEditor(macro, argument);
    } catch (Throwable error) {
      int line = interpreter.line();
      interpreter.abortMacro();
      ImagePlus image = WindowManager.getCurrentImage();
      if (image != null) image.unlock();
      if (!Macro.MACRO_CANCELED.equals(error.getMessage())) error(error.toString(), line);
    } finally {
      WindowManager.setTempCurrentImage(null);
    }
  }

  /** ImageJ then shows the exception in a window, as it does without a handler. */
  private void exception(Throwable error) {
    if (!Macro.MACRO_CANCELED.equals(error.getMessage())) error(error.toString(), interpreter.line());
    IJ.setExceptionHandler(null);
    IJ.handleException(error);
    IJ.setExceptionHandler(this::exception);
  }

  /** A dialog shows it. */
  private void error(String text) {
    macroError(text, interpreter.line());
  }

  /** {@code line} counts where the text is of another macro that this one runs; 0: it is of this one. */
  private void macroError(String text, int line) {
    Matcher inLine = IN_LINE.matcher(text + "\n");
    if (!inLine.matches()) error(text, line);
    else error(inLine.group(1), line == 0 ? Integer.parseInt(inLine.group(2)) : line);
  }

  /** The first one counts. */
  private synchronized void error(String text, int line) {
    if (trouble != null) return;
    trouble = new LinkedHashMap<>();
    trouble.put("kind", "error");
    trouble.put("text", text);
    trouble.put("line", line);
  }

  private synchronized void message(String title, String text) {
    shown.add(title + ": " + text);
  }

  private void question(String title) {
    write(new LinkedHashMap<>(Map.of("kind", "dialog", "title", title)));
    Runtime.getRuntime().halt(0); // only a person can go on here
  }

  private void end() {
    if (interpreter.error() != null) macroError(interpreter.error(), 0);
    String window = Dialogs.exceptionWindow();
    if (window != null) message("Exception", Dialogs.textOfExceptionWindow());
    if (window != null) error(window, 0); // a command threw: its line is not known any more
    write(trouble == null ? Map.of("kind", "well") : trouble);
    System.exit(0);
  }

  private synchronized void write(Map<String, Object> end) {
    if (written) return;
    written = true;
    String log = IJ.getLog();
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("end", end);
    all.put("shown", shown);
    all.put("log", log == null || log.isEmpty() ? List.of() : List.of(log.replaceFirst("\n$", "").split("\n", -1)));
    try {
      Files.writeString(result, Json.of(all));
    } catch (java.io.IOException error) {
      throw new java.io.UncheckedIOException(error);
    }
  }
}
