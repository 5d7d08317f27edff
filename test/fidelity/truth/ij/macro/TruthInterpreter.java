package ij.macro;

import java.util.List;
import java.util.function.BiConsumer;

/**
 * ImageJ's own interpreter as the editor runs it, with one change: a macro error is kept, not shown. It stands in this
 * package because what it overrides and sets is private to it.
 */
public class TruthInterpreter extends Interpreter {
  private final BiConsumer<String, String> onError;
  private volatile String error;

  /** @param onError gets title and text of an error */
  public TruthInterpreter(BiConsumer<String, String> onError) {
    this.onError = onError;
  }

  /** As {@link MacroRunner} does it: {@code run(macro, argument)} would mark the macro as called by another one. */
  public void runAsEditor(String macro, String argument) {
    this.argument = argument;
    run(macro);
  }

  /** The first error's message, e.g. {@code Undefined identifier in line 3\n \n<opn> ( "x" ) ;}; null: none. */
  public String error() {
    return error;
  }

  /** The line that runs now; 0 when none does. */
  public int line() {
    try {
      return getLineNumber();
    } catch (RuntimeException notStarted) {
      return 0;
    }
  }

  /** Of the macro language. */
  public static List<String> keywords() {
    return List.of(MacroConstants.keywords);
  }

  @Override
  void showError(String title, String message, String[] variables) {
    onError.accept(title, message);
    if (error == null) error = message;
  }
}
