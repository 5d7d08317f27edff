package dfiji

import groovy.transform.CompileStatic
import ij.macro.Interpreter
import org.codehaus.groovy.runtime.InvokerHelper
import org.scijava.module.ModuleItem
import org.scijava.script.ScriptInfo
import org.scijava.script.ScriptModule
import org.scijava.util.ColorRGB

/** What a script's `#@output` lines hand out, as one row of a table: `count.ijm` has it in `count.outputs.csv`. */
@CompileStatic
class Outputs {
  /** They open windows, and without a display write to the log what would be in no log on one. */
  private static final Set<String> SHOWN_BY = ["org.scijava.display.DisplayPostprocessor", "org.scijava.table.process.ResultsPostprocessor"] as Set<String>

  private final List<ModuleItem<?>> items
  private final File file

  Outputs(ScriptInfo info, File script, File folder) {
    // the value of the last line, which no line of the header names
    items = info.outputs().toList().findAll { ModuleItem<?> item ->
      !(info.returnValueAppended && item.name == ScriptModule.RETURN_VALUE)
    }
    int dot = script.name.lastIndexOf(".")
    file = new File(folder, (dot > 0 ? script.name.substring(0, dot) : script.name) + ".outputs.csv")
  }

  /** @param postprocessor its class */
  static boolean isShownBy(String postprocessor) {
    return SHOWN_BY.contains(postprocessor)
  }

  /** @throws JobError when a value is none that a table can hold, or the script wrote the file itself */
  void ofModule(ScriptModule module) {
    write { ModuleItem<?> item -> module.getOutput(item.name) }
  }

  void ofMacro(Interpreter interpreter) {
    write { ModuleItem<?> item -> variable(interpreter, item.name) }
  }

  private void write(Closure<Object> valueOf) {
    if (items.empty) return
    List<String> cells = items.collect { ModuleItem<?> item -> cell(item.name, valueOf.call(item)) }
    if (file.exists()) throw new JobError("${file.name} is the table of the script's #@output lines: write another name")
    file.setText(items.collect { ModuleItem<?> item -> quoted(item.name) }.join(",") + "\n" + cells.join(",") + "\n", "UTF-8")
  }

  private static Object variable(Interpreter interpreter, String name) {
    String[] shown = (String[]) InvokerHelper.invokeMethod(interpreter, "getVariables", null)
    String last = shown.toList().reverse().find { String one -> one.startsWith(name + "\t") }
    if (last == null) return null
    String value = last.substring(name.length() + 1)
    if (value.startsWith("array[")) {
      throw new JobError("#@output ${name} is an array, which no table holds: write it below output in the script")
    }
    // what is shown may be cut
    return InvokerHelper.invokeMethod(interpreter, value.startsWith("\"") ? "getStringVariable" : "getVariable", name)
  }

  private static String cell(String name, Object value) {
    if (value == null) return ""
    if (value instanceof Double && value == Math.rint((double) value) && Math.abs((double) value) < 1e15d) {
      return Long.toString(((Double) value).longValue())
    }
    if (value instanceof Number || value instanceof Boolean) return value.toString()
    if (value instanceof CharSequence || value instanceof Character || value instanceof File || value instanceof Enum ||
      value instanceof Date || value instanceof ColorRGB) return quoted(value.toString())
    throw new JobError("#@output ${name} is a ${value.class.simpleName}, which no table holds: save it below output in the script")
  }

  private static String quoted(String text) {
    return text ==~ /(?s).*[",\r\n].*/ ? '"' + text.replace('"', '""') + '"' : text
  }
}
