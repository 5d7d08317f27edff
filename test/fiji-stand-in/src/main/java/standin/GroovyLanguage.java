package standin;

import org.scijava.plugin.Plugin;
import org.scijava.script.AdaptedScriptLanguage;
import org.scijava.script.ScriptLanguage;

/** Groovy's own engine as a language of SciJava. */
@Plugin(type = ScriptLanguage.class, name = "Groovy")
public final class GroovyLanguage extends AdaptedScriptLanguage {
  public GroovyLanguage() {
    super("groovy");
  }
}
