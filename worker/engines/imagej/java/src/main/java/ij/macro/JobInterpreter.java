package ij.macro;

import ij.WindowManager;
import ij.io.OpenDialog;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.function.BiConsumer;

/**
 * ImageJ's interpreter with its errors kept in place of shown, and a call after each function of the script. It stands in
 * ImageJ's package since what it overrides and sets is private to that; no class of ImageJ is changed.
 */
public final class JobInterpreter extends Interpreter {
  private final BiConsumer<Interpreter, String> onError;
  private final FunctionCalls calls;

  /** Hears of each function that the script calls as a statement or for a value; by itself it does nothing. */
  public interface FunctionCalls {
    /** {@code isOpen}: the function {@code open}. */
    default void begin(boolean isOpen) {}

    /** The function draws overlays into pixels: {@code saveAs}, {@code save}, {@code Overlay.flatten}. */
    default void beforeDrawing() {}

    /** {@code isCommand}: the function {@code run}. */
    default void end(boolean isCommand) {}

    /** {@code open(path)} has returned without an image. */
    default void openedNone(String path) {}
  }

  /** @param onError gets this interpreter and the text, e.g. {@code Undefined identifier in line 3\n \n<opn> ( "x" ) ;} */
  public JobInterpreter(BiConsumer<Interpreter, String> onError, FunctionCalls calls) {
    this.onError = onError;
    this.calls = calls;
  }

  /** As the editor's Run does it (MacroRunner.run): {@code run(macro, argument)} would mark it as called by another macro. */
  public void runAsEditor(String macro, String argument) {
    this.argument = argument;
    run(macro);
  }

  /** To be called in the job's thread when it threw: what the editor's Run then does. */
  public void clearAfterThrow() {
    setInstance(null); // abortMacro would wait two seconds for it
    abortMacro();
    ignoreErrors = false;
    error(null);
  }

  /** Nothing of the script runs after the call that runs now; from any thread. */
  public void halt() {
    Interpreter innermost = getInstance();
    if (innermost != null) innermost.ignoreErrors = innermost.done = true; // of runMacro or eval
    ignoreErrors = done = true;
    setInstance(null); // runMacro and eval would wait two seconds for it
  }

  /** Of File.open, when the script did not close it. */
  public void closeFile() {
    if (func != null && func.writer != null) func.writer.close();
  }

  @Override
  public void run(Program program) {
    func = new Calls(this, program, func);
    super.run(program);
  }

  @Override
  void showError(String title, String message, String[] variables) {
    onError.accept(this, message);
  }

  /** All but functions of numeric value ({@code getPixel(x, y)}), which open nothing. */
  private static final class Calls extends Functions {
    private final FunctionCalls calls;

    /** @param used has evaluated the script's global variables; may be null */
    Calls(JobInterpreter interpreter, Program program, Functions used) {
      super(interpreter, program);
      if (used != null) copy(used, this);
      calls = interpreter.calls;
    }

    @Override
    void doFunction(int type) {
      calls.begin(type == OPEN);
      if (type == SAVE_AS || type == SAVE) calls.beforeDrawing();
      int images = type == OPEN ? WindowManager.getImageCount() : 0;
      super.doFunction(type);
      calls.end(type == RUN);
      boolean gaveNone = type == OPEN && OpenDialog.getLastName() != null && WindowManager.getImageCount() <= images;
      if (gaveNone) calls.openedNone(OpenDialog.getLastDirectory() + OpenDialog.getLastName());
    }

    @Override
    String getStringFunction(int type) {
      calls.begin(false);
      String value = super.getStringFunction(type);
      calls.end(false);
      return value;
    }

    @Override
    Variable[] getArrayFunction(int type) {
      calls.begin(false);
      Variable[] value = super.getArrayFunction(type);
      calls.end(false);
      return value;
    }

    @Override
    Variable getVariableFunction(int type) {
      calls.begin(false);
      Variable value = super.getVariableFunction(type);
      calls.end(false);
      return value;
    }

    @Override
    double overlay() {
      if ("flatten".equals(nameAfterDot())) calls.beforeDrawing();
      return super.overlay();
    }

    /** Of {@code Overlay.name}, before it is read; null at the end of the script. */
    private String nameAfterDot() {
      int at = interp.pc + 2;
      return at >= pgm.code.length ? null : pgm.table[pgm.code[at] >> TOK_SHIFT].str;
    }

    private static void copy(Functions from, Functions to) {
      try {
        for (Field field : Functions.class.getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers())) continue;
          field.setAccessible(true);
          field.set(to, field.get(from));
        }
      } catch (IllegalAccessException changed) {
        throw new IllegalStateException(changed);
      }
    }
  }
}
