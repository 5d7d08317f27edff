package dfiji.imagej;

import ij.IJ;
import ij.Macro;
import ij.WindowManager;
import ij.macro.JobInterpreter;
import java.awt.Window;
import java.lang.reflect.Method;
import java.util.List;

/** ImageJ without a display: its classes are patched at build time (build/PatchedJar). */
final class Headless implements ImageJWay {
  /** As ImageJ does before its first command; not public there. */
  Headless() throws ReflectiveOperationException {
    Method init = IJ.class.getDeclaredMethod("init");
    init.setAccessible(true);
    init.invoke(null);
  }

  @Override
  public JobInterpreter begin() {
    return new JobInterpreter(this::macroError, new JobInterpreter.FunctionCalls() {});
  }

  @Override
  public void interpret(JobInterpreter interpreter, String macro, String argument) {
    try {
      interpreter.run(macro, argument);
      if (interpreter.wasError()) Trouble.error("the macro stopped with an error");
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
