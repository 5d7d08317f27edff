package dfiji

import groovy.transform.CompileDynamic
import groovy.transform.CompileStatic
import ij.macro.Functions
import ij.macro.Tokenizer
import java.lang.instrument.ClassFileTransformer
import java.lang.instrument.Instrumentation
import java.security.ProtectionDomain
import java.util.function.Function

/**
 * Calls of HeadlessRules in ImageJ's own classes, for all macros: those of scripts (`IJ.runMacro`), of `eval`, `runMacro` and
 * commands, too. The classes are taken as they are loaded, with Fiji's own patches. It takes the agent in AgentJar.ts.
 */
@CompileStatic
class HeadlessHooks implements Function<Object[], Object>, ClassFileTransformer {
  /** Changed classes find this object by it. */
  private static final String PROPERTY = "dfiji.headless"
  private static final String CALL = "((java.util.function.Function) System.getProperties().get(\"" + PROPERTY + "\")).apply(new Object[] "

  private final HeadlessRules rules
  private Throwable failure

  private HeadlessHooks(HeadlessRules rules) {
    this.rules = rules
  }

  /** Gives whether it could: not without the agent. */
  static boolean install(HeadlessRules rules) {
    try {
      Instrumentation agent = agent()
      if (agent == null || !agent.retransformClassesSupported) return false
      HeadlessHooks hooks = new HeadlessHooks(rules)
      System.properties.put(PROPERTY, hooks)
      Class<?>[] types = [Tokenizer, Functions] // loaded before, not by the transformer
      agent.addTransformer(hooks, true)
      try {
        agent.retransformClasses(types)
      } finally {
        agent.removeTransformer(hooks)
      }
      if (hooks.failure != null) throw hooks.failure
      return true
    } catch (Throwable otherFiji) {
      System.err.println("macros of scripts are not checked, but refused: " + otherFiji)
      return false
    }
  }

  /** What javassist's agent, named by the jar of -javaagent, was given; null without one. */
  static Instrumentation agent() {
    Class<?> holder = Class.forName("javassist.util.HotSwapAgent", true, ClassLoader.systemClassLoader)
    return (Instrumentation) holder.getMethod("instrumentation").invoke(holder.getDeclaredConstructor().newInstance())
  }

  @Override
  Object apply(Object[] call) {
    if (call[0] == "macro") rules.reads((String) call[1])
    else if (call[1] == "") rules.gaveNothing((String) call[0])
    return null
  }

  @Override
  byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
    if (type == null || name != "ij/macro/Tokenizer" && name != "ij/macro/Functions") return null
    try {
      return changed(type, bytes)
    } catch (Throwable otherFiji) {
      failure = otherFiji // the JVM would say nothing
      return null
    }
  }

  @CompileDynamic
  private static byte[] changed(Class<?> type, byte[] bytes) {
    def pool = Class.forName("javassist.ClassPool").getDeclaredConstructor(boolean).newInstance(true)
    pool.appendClassPath(Class.forName("javassist.LoaderClassPath").getDeclaredConstructor(ClassLoader).newInstance(type.classLoader))
    def code = pool.makeClass(new ByteArrayInputStream(bytes))
    if (type.simpleName == "Tokenizer") {
      code.getDeclaredMethod("tokenize").insertBefore(CALL + "{\"macro\", \$1});")
    } else {
      for (method in code.getDeclaredMethods("getInfo")) if (method.parameterTypes.length == 1) method.insertAfter(CALL + "{\$1, \$_});")
      code.getDeclaredMethod("getWindowContents").insertBefore(CALL + "{\"window.contents\", \"\"});") // that of an image says where its window is
    }
    return code.toBytecode()
  }
}
