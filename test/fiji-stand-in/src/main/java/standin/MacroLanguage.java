package standin;

import java.util.List;
import javax.script.ScriptEngine;
import org.scijava.plugin.Plugin;
import org.scijava.script.AbstractScriptLanguage;
import org.scijava.script.ScriptLanguage;

/** The macro language of ImageJ 1.x. */
@Plugin(type = ScriptLanguage.class, name = "IJ1 Macro")
public final class MacroLanguage extends AbstractScriptLanguage {
  @Override
  public List<String> getNames() {
    return List.of("IJ1 Macro", "ijm");
  }

  @Override
  public List<String> getExtensions() {
    return List.of("ijm");
  }

  @Override
  public ScriptEngine getScriptEngine() {
    return new MacroEngine();
  }
}
