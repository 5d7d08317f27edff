package standin;

import java.lang.reflect.Method;
import net.imagej.patcher.LegacyInjector;
import org.scijava.SciJava;

/** As Fiji's own main: ImageJ is patched for headless use before it is loaded, then SciJava reads the command line. */
public final class Main {
  public static void main(String[] arguments) throws Exception {
    if (!"false".equals(System.getProperty("patch.ij1"))) LegacyInjector.preinit();
    Method init = Class.forName("ij.IJ").getDeclaredMethod("init");
    init.setAccessible(true);
    init.invoke(null);
    new SciJava().launch(arguments);
  }

  private Main() {}
}
