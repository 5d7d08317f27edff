package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.Macro
import ij.macro.Interpreter
import java.awt.HeadlessException
import java.util.regex.Matcher

/** What went wrong in the running job, with the line of its script. The first trouble counts. */
@CompileStatic
class Trouble {
  /** The word at which a macro cannot be read, in ImageJ's quotation of the line; a sign there says nothing. */
  private static final String WORD = /(?s)\n.*?<([\w.]+?)>/

  private static final String COMPILER_LINE = /(?:Script\d+\.groovy: |@ line |line |:)(\d+)/
  /** BeanShell, Jython, Nashorn. */
  private static final String OTHER_LINE = /(?:at line(?: number)?:? |NAME", line |NAME:)(\d+)/

  final String scriptName
  /** Of a macro. */
  volatile Interpreter script
  /** That the script runs in. */
  volatile Thread thread
  private String reason
  private int line
  private String advice
  /** What was printed last. */
  volatile String lastLine = ""
  /** The next line that is printed quotes that of the macro, with the word at which it failed. */
  private boolean awaitsWord
  private boolean needsDisplay
  private boolean outOfMemory
  private boolean timeout

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

  /** IJ.error, also that of a failed open or saveAs. */
  void error(String message) {
    if (message != null && !message.endsWith(Macro.MACRO_CANCELED)) note(message, currentLine())
  }

  /** exit("message") in a macro. */
  void exited(String message) {
    note("exit: " + message, currentLine())
  }

  /** A dialog that only a person could answer. */
  synchronized void asked(String question, String cure) {
    if (reason != null) return
    note(question, currentLine())
    advice = cure
  }

  /** A call that does not return. */
  synchronized void tookTooLong(String text, String cure) {
    if (reason != null) return
    note(text, currentLine())
    advice = cure
    timeout = true
  }

  /** What a command threw, as ImageJ prints it. */
  synchronized void exceptionWindow(String text) {
    if (reason != null) return
    note(text, currentLine())
    outOfMemory = text.startsWith("java.lang.OutOfMemoryError")
  }

  /** The interpreter's own "… in line N". `isScripts`: of the script itself, of no macro that it runs. */
  void macroError(boolean isScripts, String message) {
    Matcher match = message =~ /(?s)(.*?) in line (\d+)/
    if (!match.lookingAt()) {
      note(message, currentLine())
      return
    }
    Matcher word = message =~ WORD
    String text = match.group(1) + (word.find() ? " `" + word.group(1) + "`" : "")
    if (isScripts) note(text, Integer.parseInt(match.group(2)))
    else note(text + " in line " + match.group(2) + " of the evaluated macro", currentLine())
  }

  synchronized void thrown(Throwable error) {
    if (reason != null) return
    boolean isCanceled = false
    for (Throwable cause = error; cause != null; cause = cause.cause) {
      if (cause.message == Macro.MACRO_CANCELED) isCanceled = true
      if (HeadlessException.isInstance(cause) || String.valueOf(cause.message).toLowerCase().contains("headless")) needsDisplay = true
      if (OutOfMemoryError.isInstance(cause)) outOfMemory = true
    }
    // a command that gives up says why beside its exception
    String message = isCanceled ? IJ.errorMessage : null
    reason = message != null ? message : JobError.isInstance(error) ? error.message : textOf(error)
    line = lineOf(error)
    if (error instanceof JobError) advice = ((JobError) error).advice
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
    } else if (reason == null && text ==~ /[\w.$]+(Exception|Error)\b.*/ && isOfCommand()) exceptionWindow(text)
  }

  /** What a command threw: with a display ImageJ shows it in a window, without one it prints it, and continues. */
  private static boolean isOfCommand() {
    List<String> names = Thread.currentThread().stackTrace.toList().collect { StackTraceElement element -> element.className + "." + element.methodName }
    return names.contains("ij.IJ.log") && names.contains("ij.Executer.run")
  }

  synchronized Map<String, Object> answer() {
    if (reason == null) return [:]
    Map<String, Object> answer =
      [reason: reason, line: line, needsDisplay: needsDisplay && !outOfMemory, outOfMemory: outOfMemory, timeout: timeout] as Map<String, Object>
    return advice == null ? answer : answer + ([advice: advice] as Map<String, Object>)
  }

  /** The line of the script that runs now; 0 when unknown. */
  private int currentLine() {
    Interpreter macro = script
    try {
      if (macro != null) return macro.lineNumber
    } catch (RuntimeException notStarted) {
      return 0
    }
    Thread running = thread
    if (running == null) return 0
    int line = jythonLine(running)
    return line > 0 ? line : lineIn(running.stackTrace)
  }

  /** By Jython's own frames, since Java's may be lines off; 0 in other languages. */
  private int jythonLine(Thread running) {
    if (!scriptName.endsWith(".py")) return 0
    try {
      Class<?> python = Class.forName("org.python.core.PySystemState", true, IJ.classLoader)
      Map<?, ?> frames = (Map<?, ?>) python.getMethod("_current_frames").invoke(null) // what sys._current_frames() gives
      Object frame = frames.find { Object id, Object innermost -> id.toString() == String.valueOf(running.id) }?.value
      for (; frame != null; frame = valueOf(frame, "f_back")) {
        String file = String.valueOf(valueOf(valueOf(frame, "f_code"), "co_filename"))
        if (file == "<string>" || new File(file).name == scriptName) return (int) valueOf(frame, "f_lineno")
      }
    } catch (ReflectiveOperationException otherJython) {
      return 0
    }
    return 0
  }

  private static Object valueOf(Object owner, String field) {
    return owner == null ? null : owner.class.getField(field).get(owner)
  }

  /** Jython's is a whole traceback, with the reason in its last line. */
  private static String textOf(Throwable error) {
    return error.class.name.startsWith("org.python.") ? error.toString().trim().readLines().last() : error.toString()
  }

  /** A compiler's message names its line itself, BeanShell's errors do, too. */
  private int lineOf(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.cause) {
      // a traceback has Jython's own frames, the script's innermost one last; those of Java may be lines off
      List<Integer> lines = cause.class.name.startsWith("org.python.") ? linesIn(cause.toString(), OTHER_LINE) : []
      if (!lines.isEmpty()) return lines.last()
    }
    for (Throwable cause = error; cause != null; cause = cause.cause) {
      int found = lineIn(cause.stackTrace)
      if (found > 0) return found
      String pattern = error.class.name.contains("Compilation") ? COMPILER_LINE : OTHER_LINE
      List<Integer> lines = linesIn(String.valueOf(cause.message), pattern)
      if (!lines.isEmpty()) return lines.first()
    }
    return 0
  }

  private List<Integer> linesIn(String text, String pattern) {
    Matcher match = text =~ pattern.replace("NAME", java.util.regex.Pattern.quote(scriptName))
    List<Integer> lines = []
    while (match.find()) lines.add(Integer.parseInt(match.group(1)))
    return lines
  }

  /** Compiled scripts bear their own name or one that was made up. */
  private int lineIn(StackTraceElement[] stack) {
    for (StackTraceElement element : stack) {
      String file = element.fileName
      if (file == null || element.lineNumber <= 0) continue
      boolean isScript = new File(file).name == scriptName || file ==~ /Script\d+\.groovy/ || file == "<eval>" || file == "<script>"
      boolean isJython = element.className.startsWith("org.python.pycode.")
      if (isScript || isJython && file == "<string>") return element.lineNumber
    }
    return 0
  }
}
