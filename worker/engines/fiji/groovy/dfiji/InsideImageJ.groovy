package dfiji

import groovy.transform.CompileDynamic
import groovy.transform.CompileStatic
import ij.macro.Interpreter
import java.lang.invoke.MethodHandles
import java.lang.reflect.Constructor
import java.lang.reflect.Method
import java.util.function.BiConsumer
import java.util.function.Consumer
import java.util.function.IntConsumer
import org.codehaus.groovy.control.CompilationUnit
import org.codehaus.groovy.control.CompilerConfiguration
import org.codehaus.groovy.control.Phases
import org.codehaus.groovy.tools.GroovyClass

/** Defines inside/JobInterpreter.groovy in ImageJ's own run-time package: Groovy's class loader is another one. */
@CompileStatic
class InsideImageJ {
  private static final Constructor<?> CONSTRUCTOR = constructor()

  /** Plain ImageJ's where this Fiji's ImageJ or Java does not let another in: then errors are read from what it shows. */
  static Interpreter interpreter(BiConsumer<Interpreter, String> onError, IntConsumer onCall, Consumer<Boolean> afterFunction) {
    return CONSTRUCTOR == null ? new Interpreter() : (Interpreter) CONSTRUCTOR.newInstance(onError, onCall, afterFunction)
  }

  private static Constructor<?> constructor() {
    try {
      CompilationUnit unit = new CompilationUnit(new CompilerConfiguration(), null, new GroovyClassLoader(Interpreter.classLoader))
      unit.addSource(new File(System.getenv("DFIJI_LOOP_DIR"), "inside/JobInterpreter.groovy"))
      unit.compile(Phases.CLASS_GENERATION)
      List<GroovyClass> made = (List<GroovyClass>) unit.classes
      Map<String, Class<?>> types = [:]
      for (GroovyClass one : made) types.put(one.name, define(one.bytes))
      return types.get("ij.macro.JobInterpreter").constructors[0]
    } catch (Throwable other) {
      System.err.println("macro errors are read from windows: " + other)
      return null
    }
  }

  private static Class<?> define(byte[] bytes) {
    for (Method method : MethodHandles.methods) if (method.name == "privateLookupIn") return defineByLookup(bytes)
    Method define = ClassLoader.getDeclaredMethod("defineClass", String, byte[], int, int) // Java 8
    define.setAccessible(true)
    return (Class<?>) define.invoke(Interpreter.classLoader, null, bytes, 0, bytes.length)
  }

  @CompileDynamic
  private static Class<?> defineByLookup(byte[] bytes) {
    return MethodHandles.privateLookupIn(Interpreter, MethodHandles.lookup()).defineClass(bytes)
  }
}
