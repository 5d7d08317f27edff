package standin;

import ij.IJ;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.util.HashMap;
import java.util.Map;
import javax.script.Bindings;
import javax.script.ScriptException;
import org.scijava.module.ModuleItem;
import org.scijava.script.AbstractScriptEngine;
import org.scijava.script.ScriptModule;

/** Inputs become global variables before line 1; how a macro ended is not reported, as in Fiji's own engine. */
final class MacroEngine extends AbstractScriptEngine {
  MacroEngine() {
    engineScopeBindings = new MacroBindings();
  }

  @Override
  public Object eval(String macro) throws ScriptException {
    StringBuilder variables = new StringBuilder();
    ScriptModule module = (ScriptModule) get(ScriptModule.class.getName());
    if (module != null) {
      for (ModuleItem<?> input : module.getInfo().inputs()) {
        Object value = get(input.getName());
        if (value != null) variables.append("var ").append(input.getName()).append(" = ").append(literal(value)).append("; ");
      }
    }
    return IJ.runMacro(variables + macro);
  }

  @Override
  public Object eval(Reader reader) throws ScriptException {
    StringBuilder text = new StringBuilder();
    char[] part = new char[4096];
    try {
      for (int count = reader.read(part); count != -1; count = reader.read(part)) text.append(part, 0, count);
    } catch (IOException error) {
      throw new ScriptException(error);
    }
    return eval(text.toString());
  }

  private static String literal(Object value) {
    if (value instanceof Number || value instanceof Boolean) return value.toString();
    String text = value instanceof File ? ((File) value).getAbsolutePath() : value.toString();
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < ' ') quoted.append(String.format("\\%03o", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }

  private static final class MacroBindings extends HashMap<String, Object> implements Bindings {
    @Override
    public void putAll(Map<? extends String, ?> values) {
      values.forEach(this::put);
    }
  }
}
