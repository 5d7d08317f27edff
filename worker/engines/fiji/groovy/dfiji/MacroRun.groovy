package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.ImagePlus
import ij.Macro
import ij.Menus
import ij.WindowManager
import ij.macro.Interpreter
import ij.macro.MacroConstants
import ij.plugin.Macro_Runner
import java.lang.reflect.Array
import java.lang.reflect.Field
import java.util.function.BiConsumer
import java.util.function.Consumer
import java.util.function.IntConsumer

/**
 * Runs an ImageJ macro by the interpreter itself: Fiji's script engine hides how a macro ended. Parameters become global
 * variables before line 1, as in Fiji.
 */
@CompileStatic
class MacroRun {
  /** Fiji leaves variables of these names unset, without a word. */
  private static final Set<String> RESERVED = reservedWords()

  final Interpreter interpreter
  private final Trouble trouble

  /**
   * @param onCall gets the type of each function that begins, and -1 when it has ended
   * @param afterFunction gets whether it was the function `run`
   */
  MacroRun(Trouble trouble, IntConsumer onCall, Consumer<Boolean> afterFunction) {
    this.trouble = trouble
    BiConsumer<Interpreter, String> onError = { Interpreter where, String message -> failed(where, message) } as BiConsumer<Interpreter, String>
    interpreter = InsideImageJ.interpreter(onError, onCall, afterFunction)
    trouble.script = interpreter
  }

  /** @param script the user's */
  void run(String macro, Map<String, Object> values, String argument, File script) {
    showPlace(script)
    StringBuilder variables = new StringBuilder()
    for (Map.Entry<String, Object> entry : values.entrySet()) {
      if (!(entry.key ==~ /\w+/) || RESERVED.contains(entry.key)) {
        throw new JobError("parameter \"${entry.key}\" cannot be a variable of a macro (letters without accents, digits and _; no word of ImageJ's): name it otherwise")
      }
      variables.append("var ").append(entry.key).append(" = ").append(literal(entry.value)).append("; ")
    }
    try {
      interpreter.run(variables.toString() + macro, argument)
      // ImageJ itself says nothing of this one
      if (interpreter.wasError()) trouble.note("the macro ends in the middle of a statement: ${interpreter.errorMessage}", interpreter.lineNumber)
    } catch (Throwable error) {
      clearAfterThrow()
      if (error.message != Macro.MACRO_CANCELED) {
        if (trouble.isEmpty()) error.printStackTrace()
        trouble.thrown(error)
      } else if (!isExit(error)) {
        String message = IJ.errorMessage
        trouble.note(message == null ? "a command stopped the macro" : message, 0)
      } else if (exitHadMessage()) {
        System.out.flush()
        trouble.note("exit: " + trouble.lastLine, interpreter.lineNumber)
      }
    } finally {
      closeFile()
    }
  }

  /** What a macro sees of where it is: getInfo("macro.filepath"), and getDirectory("macros") with the files beside it. */
  static void showPlace(File script) {
    Macro_Runner.setFilePath(script.absolutePath)
    field(Menus, "macrosPath").set(null, script.absoluteFile.parent + File.separator)
  }

  void abort() {
    interpreter.abortMacro()
  }

  /** Nothing of the macro runs after the call that runs now; from any thread. */
  void halt() {
    Field instance = field(Interpreter, "instance")
    for (Object one : [instance.get(null), interpreter]) {
      if (one == null) continue
      field(Interpreter, "ignoreErrors").set(one, true)
      field(Interpreter, "done").set(one, true)
    }
    instance.set(null, null) // runMacro and eval would wait two seconds for it
  }

  private void failed(Interpreter where, String message) {
    trouble.macroError(interpreter.is(where), message)
    System.out.println("Macro Error: " + message.readLines().find { true })
  }

  /** What ImageJ does then. */
  private void clearAfterThrow() {
    field(Interpreter, "instance").set(null, null) // abortMacro would wait two seconds for it
    interpreter.abortMacro()
    ImagePlus image = WindowManager.currentImage
    if (image != null) image.unlock()
  }

  private static boolean isExit(Throwable error) {
    StackTraceElement[] stack = error.stackTrace
    return stack.length > 0 && stack[0].methodName == "exit" && stack[0].className == "ij.macro.Functions"
  }

  /** {@code exit("why")} ends a macro as {@code exit()} does, but what it says is why the job cannot be done. */
  private boolean exitHadMessage() {
    try {
      int at = (int) field(Interpreter, "pc").get(interpreter)
      Object program = field(Interpreter, "pgm").get(interpreter)
      int[] code = (int[]) field(program.class, "code").get(program)
      return token(code, at) == (')' as char) && token(code, at - 1) != ('(' as char)
    } catch (Throwable otherVersion) {
      return false // then the outputs decide
    }
  }

  private static int token(int[] code, int at) {
    return code[at] & 0xfff
  }

  private static String literal(Object value) {
    if (value.class.array) return "newArray(" + (0..<Array.getLength(value)).collect { int at -> literal(Array.get(value, at)) }.join(", ") + ")"
    if (value instanceof Number || value instanceof Boolean) return value.toString()
    String text = value instanceof File ? (((File) value).path.isEmpty() ? "" : ((File) value).absolutePath) : String.valueOf(value)
    StringBuilder quoted = new StringBuilder("\"")
    for (char c : text.toCharArray()) {
      if (c == ('"' as char) || c == ('\\' as char)) quoted.append("\\").append(c)
      else if (c < (' ' as char)) quoted.append(String.format("\\%03o", (int) c))
      else quoted.append(c)
    }
    return quoted.append("\"").toString()
  }

  /** Words of the macro language, as its own tokenizer knows them. */
  private static Set<String> reservedWords() {
    Set<String> words = new HashSet<>()
    for (String list : ["keywords", "functions", "numericFunctions", "stringFunctions", "arrayFunctions", "variableFunctions"]) {
      try {
        Field field = MacroConstants.getField(list)
        for (String word : (String[]) field.get(null)) words.add(word)
      } catch (NoSuchFieldException otherVersion) {
        continue // then the interpreter's own error tells
      }
    }
    return words
  }

  /** A file of File.open that the macro did not close. */
  private void closeFile() {
    try {
      Object functions = field(Interpreter, "func").get(interpreter)
      PrintWriter writer = functions == null ? null : (PrintWriter) field(functions.class, "writer").get(functions)
      if (writer != null) writer.close()
    } catch (Throwable otherVersion) {
      // then the file is closed when the JVM ends
    }
  }

  private static Field field(Class<?> type, String name) {
    Field field = type.getDeclaredField(name)
    field.setAccessible(true)
    return field
  }
}
