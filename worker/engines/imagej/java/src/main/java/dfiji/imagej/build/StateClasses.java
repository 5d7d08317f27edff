package dfiji.imagej.build;

import ij.IJ;
import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Build time: writes the names of the classes of ij.jar that have static fields which can change: the state that one macro
 * could leave to the next. Argument: the file.
 */
public final class StateClasses {
  public static void main(String[] arguments) throws Exception {
    File ijJar = new File(IJ.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarFile jar = new JarFile(ijJar)) {
      List<String> names = jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("ij/") && name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .filter(StateClasses::hasState)
          .toList();
      Files.write(Path.of(arguments[0]), names);
    }
  }

  private static boolean hasState(String name) {
    try {
      for (Field field : Class.forName(name, false, IJ.class.getClassLoader()).getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) && !isConstant(field)) return true;
      }
      return false;
    } catch (ClassNotFoundException | LinkageError notThere) {
      return false; // it needs a library that ImageJ does not bring: it will not load then either
    }
  }

  private static boolean isConstant(Field field) {
    boolean isValue = field.getType().isPrimitive() || field.getType() == String.class;
    return Modifier.isFinal(field.getModifiers()) && isValue;
  }

  private StateClasses() {}
}
