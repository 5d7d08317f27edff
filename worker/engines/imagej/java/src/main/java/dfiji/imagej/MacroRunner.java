package dfiji.imagej;

import ij.Macro;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.awt.Window;
import java.io.PrintWriter;
import java.lang.reflect.Field;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONObject;

/** Runs one macro at a time in the job thread, and tells how it ended. */
final class MacroRunner {
  /** Threads that a macro leaves behind get this long to see their interruption. */
  private static final long LEFT_OVER_MILLIS = 200;
  private static final long ABORT_STEP_MILLIS = 100;

  private final JobThread jobThread = new JobThread();
  private volatile Interpreter interpreter;
  private volatile boolean aborted;
  private volatile int abortedLine;

  JSONObject run(String source, String argument) throws InterruptedException {
    Interpreter macro = new Interpreter();
    aborted = false;
    interpreter = macro;
    Trouble.begin(macro);
    jobThread.run(() -> interpret(macro, source, argument));
    interpreter = null;
    JSONArray leftOver = leftOver();
    JSONObject answer = new JSONObject().put("aborted", aborted).put("leftOver", leftOver);
    Trouble.Problem problem = Trouble.first();
    if (aborted) return answer.put("line", abortedLine);
    if (problem == null) return answer;
    return answer
        .put("reason", problem.reason())
        .put("line", problem.line())
        .put("needsDisplay", problem.needsDisplay())
        .put("outOfMemory", problem.outOfMemory());
  }

  /** Stops the running macro, also in a loop or a wait; returns once it has ended. */
  void abort() {
    Interpreter macro = interpreter;
    if (macro == null) return;
    abortedLine = Trouble.line();
    aborted = true;
    Thread interrupter = new Thread(() -> {
      while (interpreter == macro) {
        sleep(ABORT_STEP_MILLIS);
        if (interpreter == macro) jobThread.interruptAll();
      }
    }, "interrupt");
    interrupter.setDaemon(true);
    interrupter.start();
    while (interpreter == macro) {
      Interpreter.abort(); // the innermost: runMacro and eval
      macro.abortMacro();
      sleep(ABORT_STEP_MILLIS);
    }
  }

  private void interpret(Interpreter macro, String source, String argument) {
    try {
      macro.run(source, argument);
      if (macro.wasError()) Trouble.error("the macro stopped with an error");
    } catch (Throwable error) {
      if (!Macro.MACRO_CANCELED.equals(error.getMessage())) {
        Trouble.thrown(error);
        if (!aborted) error.printStackTrace();
      } else if (!isExit(error)) {
        Trouble.error("a command stopped the macro");
      }
    } finally {
      Thread.interrupted(); // of an abort: what follows must not be cut short
      closeFile(macro);
      for (Window window : Window.getWindows()) window.dispose();
      WindowManager.setTempCurrentImage(null); // kept per thread: nobody else can forget it for us
    }
  }

  /** {@code exit} and {@code exit()} end a macro by the exception that also tells of failures; with a message it is one. */
  private static boolean isExit(Throwable error) {
    StackTraceElement[] stack = error.getStackTrace();
    return stack.length > 0
        && stack[0].getMethodName().equals("exit")
        && stack[0].getClassName().equals("ij.macro.Functions");
  }

  /** A file of File.open that the macro did not close. */
  private static void closeFile(Interpreter macro) {
    try {
      Object functions = field(Interpreter.class, "func").get(macro);
      if (functions == null) return;
      PrintWriter writer = (PrintWriter) field(functions.getClass(), "writer").get(functions);
      if (writer != null) writer.close();
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(changed);
    }
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Names of the threads that the macro started and that still live after an interruption. */
  private JSONArray leftOver() {
    long deadline = System.currentTimeMillis() + LEFT_OVER_MILLIS;
    List<Thread> left = jobThread.others();
    while (!left.isEmpty() && System.currentTimeMillis() < deadline) {
      left.forEach(Thread::interrupt);
      sleep(5);
      left = jobThread.others();
    }
    JSONArray names = new JSONArray();
    for (Thread thread : left) names.put(thread.getName());
    return names;
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }
}
