package dfiji.imagej;

import ij.Menus;
import ij.plugin.Macro_Runner;
import java.io.File;
import java.lang.reflect.Field;

/**
 * Where the user's script is, as if it was opened in ImageJ's editor: {@code getInfo("macro.filepath")}. Its folder is also
 * {@code getDirectory("macros")}, in which {@code runMacro} looks. {@link BaseState} forgets both after the job.
 */
final class ScriptPlace {
  /** Private to ImageJ, which asks the computer for it once, at its start. */
  private static final Field MACROS = macros();

  static void set(String path) {
    Macro_Runner.setFilePath(path);
    try {
      MACROS.set(null, new File(path).getParent() + File.separator);
    } catch (IllegalAccessException changed) {
      throw new IllegalStateException(changed);
    }
  }

  private static Field macros() {
    try {
      Field field = Menus.class.getDeclaredField("macrosPath");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException changed) {
      throw new IllegalStateException(changed);
    }
  }

  private ScriptPlace() {}
}
