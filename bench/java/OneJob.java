import ij.IJ;
import ij.macro.Interpreter;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import net.imagej.patcher.LegacyInjector;

/** A fresh JVM for one macro file, as the originals start Fiji. `patch` as second argument: patches ImageJ at start. */
public final class OneJob {
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 1) LegacyInjector.preinit();
    Work.run(arguments[0]);
  }

  /** Its own class: ImageJ's may be touched only after they are patched. */
  private static final class Work {
    static void run(String macro) throws Exception {
      Method init = IJ.class.getDeclaredMethod("init");
      init.setAccessible(true);
      init.invoke(null);
      new Interpreter().run(Files.readString(Path.of(macro)), "");
      System.exit(0);
    }
  }
}
