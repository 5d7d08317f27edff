import java.io.File;
import net.imagej.patcher.LegacyInjector;

/** Writes the classes of ImageJ that Fiji patches for its use without windows. Argument: the jar. */
public final class PatchedJar {
  public static void main(String[] arguments) throws Exception {
    LegacyInjector.writeJar(new File(arguments[0]), true, false);
  }
}
