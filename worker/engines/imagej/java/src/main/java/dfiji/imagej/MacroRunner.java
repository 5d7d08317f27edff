package dfiji.imagej;

import ij.macro.Interpreter;
import ij.macro.JobInterpreter;
import java.util.List;
import org.json.JSONArray;
import org.json.JSONObject;

/** Runs one macro at a time in the job thread, and reports how it ended. */
final class MacroRunner {
  private static final long ABORT_STEP_MILLIS = 100;

  private final JobThread jobThread;
  private final Desktop desktop;
  private volatile JobInterpreter interpreter;
  private volatile boolean aborted;
  private volatile int abortedLine;

  MacroRunner(JobThread jobThread, Desktop desktop) {
    this.jobThread = jobThread;
    this.desktop = desktop;
  }

  /** {@code script}: absolute path of the user's script, whose text is {@code source} but for its parameters. */
  JSONObject run(String source, String argument, String script) throws InterruptedException {
    JobInterpreter macro = desktop.begin();
    ScriptPlace.set(script);
    aborted = false;
    interpreter = macro;
    Trouble.begin(macro);
    jobThread.run(() -> interpret(macro, source, argument));
    interpreter = null;
    int resultRows = EmptyTables.resultRows();
    List<String> left = desktop.clear();
    JSONObject answer = new JSONObject()
        .put("aborted", aborted)
        .put("leftOver", new JSONArray(left))
        .put("emptyTables", new JSONArray(desktop.emptyTables().paths()))
        .put("resultRows", resultRows)
        .put("reset", left.isEmpty());
    Trouble.Problem problem = Trouble.first();
    if (problem != null && (!aborted || problem.timeout())) {
      answer
          .put("reason", problem.reason())
          .put("line", problem.line())
          .put("advice", problem.advice())
          .put("needsDisplay", problem.needsDisplay())
          .put("timeout", problem.timeout())
          .put("outOfMemory", problem.outOfMemory());
    } else if (aborted) answer.put("line", abortedLine);
    return answer;
  }

  /** Stops the running macro, also in a loop or a wait; returns once it has ended. */
  void abort() {
    JobInterpreter macro = interpreter;
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

  private void interpret(JobInterpreter macro, String source, String argument) {
    try {
      desktop.interpret(macro, source, argument);
    } finally {
      Thread.interrupted(); // of an abort: what follows must not be cut short
      macro.closeFile();
      desktop.leave();
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }
}
