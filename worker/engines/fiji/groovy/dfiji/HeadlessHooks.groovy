package dfiji

import groovy.transform.CompileDynamic
import groovy.transform.CompileStatic
import ij.CompositeImage
import ij.ImagePlus
import ij.macro.Functions
import ij.macro.Interpreter
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

  /** What a window makes of an image that is shown; the same as ImagePlus.updateAndDraw. */
  private static final String UPDATED = """if (this.stack != null && !this.stack.isVirtual() && this.currentSlice >= 1 && this.currentSlice <= this.stack.size()) {
      Object pixels = this.stack.getPixels(this.currentSlice);
      if (this.ip != null && pixels != null && pixels != this.ip.getPixels()) {
        try { this.ip.setPixels(pixels); this.ip.setSnapshotPixels(null); } catch (Exception otherType) {}
      }
    }
    this.img = null; this.getImage(); return;"""
  /** By class the methods that are changed: code before, and code after. */
  private static final Map<String, Map<String, List<String>>> CHANGES = [
    "ij/macro/Tokenizer": ["tokenize(Ljava/lang/String;)Lij/macro/Program;": [call("macro", "\$1"), ""]],
    "ij/macro/Functions": [
      "getInfo(Ljava/lang/String;)Ljava/lang/String;": ["", "if (\$_ != null && \$_.length() == 0) " + call("nothing", "\$1")],
      "getWindowContents()Ljava/lang/String;": [call("nothing", '"window.contents"'), ""], // that of an image says where its window is
      "setBatchMode()V": [call("setBatchMode begins", "this.interp"), call("setBatchMode ends", "null")],
    ],
    "ij/macro/Interpreter": [
      "setBatchMode(Z)V": [call("batchMode", "Boolean.valueOf(\$1)"), call("batchMode set", "null")],
      "setTempShowMode(Z)V": [call("tempShowMode", "Boolean.valueOf(\$1)"), ""],
      "runBatchMacro(Ljava/lang/String;Lij/ImagePlus;)Lij/ImagePlus;": [call("batchMacro", "Boolean.TRUE"), call("batchMacro", "Boolean.FALSE")],
      "finishUp()V": ["", call("macro ends", "this")],
      "abortMacro()V": ["", call("macro ends", "this")],
      "error(Ljava/lang/String;)V": ["", "if (!this.ignoreErrors) " + call("macro fails", "null")],
    ],
    "ij/ImagePlus": [
      "show(Ljava/lang/String;)V": ["", ifShown("shows", """this.getImage();
        if (this.imageType == GRAY16 && default16bitDisplayRange != 0) { this.resetDisplayRange(); this.updateAndDraw(); }""")],
      "updateAndDraw()V": [ifShown("updates", UPDATED), ""],
      "draw()V": [ifShown("paints", "this.getImage();"), ""],
      "repaintWindow()V": [ifShown("paints", "this.getImage();"), ""],
      "updateAndRepaintWindow()V": [ifShown("updates", "this.updateAndDraw();"), ""],
    ],
    "ij/CompositeImage": ["updateAndDraw()V": [ifShown("updates", "this.updateImage(); return;"), ""]],
  ]

  private final HeadlessRules rules
  private final HeadlessPaints paints
  private Throwable failure

  private HeadlessHooks(HeadlessRules rules, HeadlessPaints paints) {
    this.rules = rules
    this.paints = paints
  }

  /** Gives whether it could: not without the agent. */
  static boolean install(HeadlessRules rules, HeadlessPaints paints) {
    try {
      Instrumentation agent = agent()
      if (agent == null || !agent.retransformClassesSupported) return false
      HeadlessHooks hooks = new HeadlessHooks(rules, paints)
      System.properties.put(PROPERTY, hooks)
      Class<?>[] types = [Tokenizer, Functions, Interpreter, ImagePlus, CompositeImage] // loaded before, not by the transformer
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
    String name = (String) call[0]
    if (name == "macro") rules.reads((String) call[1])
    else if (name == "nothing") rules.gaveNothing((String) call[1])
    else return paints.apply(name, call[1])
    return null
  }

  @Override
  byte[] transform(ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] bytes) {
    Map<String, List<String>> changes = type == null ? null : CHANGES.get(name)
    if (changes == null) return null
    try {
      return changed(type, bytes, new HashMap<String, List<String>>(changes))
    } catch (Throwable otherFiji) {
      failure = otherFiji // the JVM would say nothing
      return null
    }
  }

  private static String call(String name, String value) {
    return "((java.util.function.Function) System.getProperties().get(\"" + PROPERTY + "\")).apply(new Object[] {\"" + name + "\", " + value + "});"
  }

  private static String ifShown(String name, String code) {
    return "if (this.win == null && " + call(name, "this").replace("});", "})") + " == Boolean.TRUE) { " + code + " }"
  }

  /** Bodies only: a class that is in use keeps its fields and methods. */
  @CompileDynamic
  private static byte[] changed(Class<?> type, byte[] bytes, Map<String, List<String>> changes) {
    def pool = Class.forName("javassist.ClassPool").getDeclaredConstructor(boolean).newInstance(true)
    pool.appendClassPath(Class.forName("javassist.LoaderClassPath").getDeclaredConstructor(ClassLoader).newInstance(type.classLoader))
    def code = pool.makeClass(new ByteArrayInputStream(bytes))
    for (method in code.declaredMethods) {
      List<String> change = changes.remove(method.name + method.signature)
      if (change == null) continue
      if (!change[0].isEmpty()) method.insertBefore("{ " + change[0] + " }")
      if (!change[1].isEmpty()) method.insertAfter("{ " + change[1] + " }")
    }
    if (!changes.isEmpty()) throw new IllegalStateException("no methods " + changes.keySet())
    if (type == Interpreter) leaveBatchModeToScripts(code)
    return code.toBytecode()
  }

  /** To ImageJ the field stays on, as Fiji's patches need it without windows; so only scripts write it, and HeadlessPaints. */
  @CompileDynamic
  private static void leaveBatchModeToScripts(code) {
    Closure<Void> edit = { one ->
      if (one.class.name == "javassist.expr.FieldAccess" && one.fieldName == "batchMode") one.replace(one.reader ? "{ \$_ = true; }" : "{}")
    }
    code.instrument([edit: edit].asType(Class.forName("javassist.expr.ExprEditor")))
  }
}
