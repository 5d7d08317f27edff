package dfiji.imagej.build;

import ij.IJ;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import javassist.ClassPool;
import javassist.CtClass;
import javassist.CtField;
import javassist.Modifier;
import javassist.NotFoundException;

/** The classes of ij.jar that have static fields which can change: the state that one macro could leave to the next. */
final class StateClasses {
  static void write(Path file) throws IOException, NotFoundException {
    ClassPool pool = ClassPool.getDefault();
    File ijJar = new File(IJ.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    try (JarFile jar = new JarFile(ijJar)) {
      List<String> names = jar.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.startsWith("ij/") && name.endsWith(".class"))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .sorted()
          .filter(name -> hasState(pool.getOrNull(name)))
          .toList();
      Files.write(file, names);
    }
  }

  private static boolean hasState(CtClass type) {
    for (CtField field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !isConstant(field)) return true;
    }
    return false;
  }

  private static boolean isConstant(CtField field) {
    return Modifier.isFinal(field.getModifiers()) && field.getConstantValue() != null;
  }

  private StateClasses() {}
}
