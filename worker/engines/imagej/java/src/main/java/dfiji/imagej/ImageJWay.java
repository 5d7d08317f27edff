package dfiji.imagej;

import ij.macro.Interpreter;
import ij.macro.JobInterpreter;
import java.util.List;

/** How ImageJ runs in this JVM: with its windows on a display, or patched to run without. */
interface ImageJWay {
  /** An interpreter for the next job. */
  JobInterpreter begin();

  /** Runs a macro in the job's thread; what went wrong is left in {@link Trouble}. {@code argument}: of getArgument(). */
  void interpret(JobInterpreter interpreter, String macro, String argument);

  /** To be called in the job's thread after each job. */
  void leave();

  /** Into the job's log. */
  void print(String text);

  /** An error that stops a macro, with ImageJ's text. */
  default void macroError(Interpreter interpreter, String message) {
    Trouble.macroError(interpreter, message);
    print("Macro Error: " + message.lines().findFirst().orElse(""));
  }

  /** Prints what the job's log still holds back. */
  void printLog();

  /** Takes away all that the job left besides the state of {@link BaseState}. Gives what it could not, in words. */
  List<String> clear() throws InterruptedException;

  /** Whether {@link #clear} also takes away what a script that failed has left. */
  boolean clearsAfterError();
}
