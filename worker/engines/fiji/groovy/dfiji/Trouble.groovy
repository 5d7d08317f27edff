package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.Macro
import java.awt.HeadlessException
import java.util.regex.Matcher

/** What went wrong in the running job, with the line of its script. The first trouble counts. */
@CompileStatic
class Trouble {
  private final String scriptName
  private String reason
  private int line
  /** What was printed last. */
  volatile String lastLine = ""
  /** The next line that is printed quotes that of the macro, with the word at which it failed. */
  private boolean awaitsWord
  private boolean needsDisplay
  private boolean outOfMemory

  Trouble(String scriptName) {
    this.scriptName = scriptName
  }

  synchronized boolean isEmpty() {
    return reason == null
  }

  synchronized void note(String text, int where = 0) {
    if (reason != null) return
    reason = text.trim()
    line = where
    needsDisplay = text.toLowerCase().contains("headless")
  }

  synchronized void thrown(Throwable error) {
    if (reason != null) return
    for (Throwable cause = error; cause != null; cause = cause.cause) {
      if (HeadlessException.isInstance(cause) || String.valueOf(cause.message).toLowerCase().contains("headless")) needsDisplay = true
      if (OutOfMemoryError.isInstance(cause)) outOfMemory = true
    }
    // a command that gives up says why beside its exception
    String message = error.message == Macro.MACRO_CANCELED ? IJ.errorMessage : null
    reason = message != null ? message : JobError.isInstance(error) ? error.message : error.toString()
    line = lineOf(error)
  }

  /** `Macro Error: Undefined variable in line 3`, as ImageJ prints it headless. */
  synchronized void printed(String text) {
    lastLine = text.trim()
    Matcher match = text =~ /Macro Error: (.*?) in line (\d+)/
    if (match.find()) {
      awaitsWord = reason == null
      note(match.group(1), Integer.parseInt(match.group(2)))
    } else if (awaitsWord && !lastLine.isEmpty() && !lastLine.startsWith("(called from line")) {
      awaitsWord = false
      Matcher word = lastLine =~ /<([\w.]+?)>/
      if (word.find()) reason += " `" + word.group(1) + "`"
    }
  }

  synchronized Map<String, Object> answer() {
    if (reason == null) return [:]
    return [reason: reason, line: line, needsDisplay: needsDisplay && !outOfMemory, outOfMemory: outOfMemory] as Map<String, Object>
  }

  /** Compiled scripts bear their own name or one that Groovy made; a compiler's message names its line itself. */
  private int lineOf(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.cause) {
      for (StackTraceElement element : cause.stackTrace) {
        String file = element.fileName
        if (file != null && element.lineNumber > 0 && (file == scriptName || file ==~ /Script\d+\.groovy/)) return element.lineNumber
      }
      Matcher match = String.valueOf(cause.message) =~ /(?:Script\d+\.groovy: |@ line |line |:)(\d+)/
      if (error.class.name.contains("Compilation") && match.find()) return Integer.parseInt(match.group(1))
    }
    return 0
  }
}
