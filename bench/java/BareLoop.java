import ij.IJ;
import ij.ImageJ;
import ij.macro.Interpreter;
import java.awt.GraphicsEnvironment;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The limit: ImageJ's interpreter in one warm JVM, macro files one after another, nothing else. With a display it has
 * ImageJ's own window; without one, Fiji's patches. Argument: a list of macro files.
 */
public final class BareLoop {
  public static void main(String[] arguments) throws Exception {
    if (GraphicsEnvironment.isHeadless()) {
      Method init = IJ.class.getDeclaredMethod("init");
      init.setAccessible(true);
      init.invoke(null);
    } else new ImageJ(ImageJ.STANDALONE);
    List<String> macros = Files.readAllLines(Path.of(arguments[0]));
    Thread thread = new Thread(() -> run(macros), "loop_Macro$");
    thread.start();
    thread.join();
    System.exit(0); // ImageJ's filters leave threads
  }

  private static void run(List<String> macros) {
    try {
      for (String macro : macros) new Interpreter().run(Files.readString(Path.of(macro)), "");
    } catch (Exception error) {
      error.printStackTrace();
      Runtime.getRuntime().halt(1);
    }
  }
}
