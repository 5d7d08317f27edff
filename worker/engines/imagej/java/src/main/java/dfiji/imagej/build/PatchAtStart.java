package dfiji.imagej.build;

import ij.macro.Interpreter;
import java.nio.file.Files;
import java.nio.file.Path;
import net.imagej.patcher.LegacyInjector;

/** Runs one macro in a JVM that rewrites ImageJ at its start, as Fiji does: what our patched jar is compared with. */
public final class PatchAtStart {
  public static void main(String[] arguments) throws Exception {
    LegacyInjector.preinit();
    Macro.run(Files.readString(Path.of(arguments[0])), arguments.length > 1 ? arguments[1] : "");
    Runtime.getRuntime().halt(0); // pool threads would keep the JVM alive
  }

  /** A class of its own: ImageJ's classes must not load before they are patched. */
  private static final class Macro {
    static void run(String source, String argument) {
      new Interpreter().run(source, argument);
    }
  }

  private PatchAtStart() {}
}
