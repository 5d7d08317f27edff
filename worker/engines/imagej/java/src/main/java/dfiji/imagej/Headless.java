package dfiji.imagej;

import ij.IJ;
import ij.Macro;
import ij.WindowManager;
import ij.macro.JobInterpreter;
import java.awt.Window;
import java.lang.reflect.Method;
import java.util.List;

/** ImageJ without a display: its classes are patched at build time (build/PatchedJar). */
public final class Headless implements ImageJWay {
  /** What the script has set. ImageJ itself is always in batch mode here: images without windows are kept by it. */
  private static volatile boolean isScriptInBatchMode;

  /** Called by the patched setBatchMode(true), (false), ("hide") and ("exit and display"). */
  public static void scriptSetsBatchMode(boolean isOn) {
    isScriptInBatchMode = isOn;
  }

  /** What the patched {@code is("Batch Mode")} tells. */
  public static boolean isScriptInBatchMode() {
    return isScriptInBatchMode;
  }

  /** As ImageJ does before its first command; not public there. */
  Headless() throws ReflectiveOperationException {
    Method init = IJ.class.getDeclaredMethod("init");
    init.setAccessible(true);
    init.invoke(null);
  }

  @Override
  public JobInterpreter begin() {
    isScriptInBatchMode = false;
    return new JobInterpreter(this::macroError, new JobInterpreter.FunctionCalls() {
      @Override
      public void openedNone(String path) {
        Trouble.openedNone(path);
      }
    });
  }

  @Override
  public void interpret(JobInterpreter interpreter, String macro, String argument) {
    try {
      interpreter.run(macro, argument);
      // ImageJ itself says nothing of this one
      if (interpreter.wasError()) Trouble.error("the macro ends in the middle of a statement: " + interpreter.getErrorMessage());
    } catch (Throwable error) {
      if (!Macro.MACRO_CANCELED.equals(error.getMessage())) Trouble.thrown(error);
      else if (!Trouble.isExit(error)) Trouble.error("a command stopped the macro");
    }
  }

  @Override
  public void leave() {
    for (Window window : Window.getWindows()) window.dispose();
    WindowManager.setTempCurrentImage(null); // kept by thread: only the thread itself can remove it
  }

  @Override
  public void print(String text) {
    System.out.println(text);
  }

  @Override
  public void printLog() {}

  @Override
  public List<String> clear() {
    return List.of();
  }

  @Override
  public boolean clearsAfterError() {
    return false; // the patched classes leave a command where it threw
  }
}
