package dfiji.imagej.build;

import java.io.File;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import javassist.CannotCompileException;
import javassist.ClassPool;
import javassist.CtClass;
import javassist.expr.ExprEditor;
import javassist.expr.Handler;
import javassist.expr.MethodCall;
import net.imagej.patcher.LegacyInjector;

/**
 * Build time: writes the jar of ImageJ classes that differ from ij.jar. Rewriting them at each start costs two seconds.
 * First the headless patches of Fiji, then our calls to {@code Trouble} at the places where ImageJ shrugs off an error.
 * Last, a text file lists the classes whose static fields a macro can change. Arguments: the jar, the text file.
 */
public final class PatchedJar {
  private static final String TROUBLE = "dfiji.imagej.Trouble";
  private static final String HEADLESS = "dfiji.imagej.Headless";

  public static void main(String[] arguments) throws Exception {
    File jar = new File(arguments[0]);
    LegacyInjector.writeJar(jar, true, false);
    ClassPool pool = new ClassPool(true);
    pool.insertClassPath(jar.getPath());
    try (FileSystem zip = FileSystems.newFileSystem(jar.toPath())) {
      write(zip, reportErrors(pool));
      write(zip, reportExceptions(pool));
      write(zip, changeFunctions(pool));
      write(zip, reportMacroErrors(pool));
      write(zip, reportRoiManagerErrors(pool));
    }
    StateClasses.write(Path.of(arguments[1]));
  }

  /** IJ.error tells its text; IJ.getImage without an image is an error instead of the end of the JVM. */
  private static CtClass reportErrors(ClassPool pool) throws Exception {
    CtClass ij = pool.get("ij.IJ");
    ij.getMethod("error", "(Ljava/lang/String;Ljava/lang/String;)V").insertBefore(
        "if (!redirectErrorMessages && macroInterpreter == null) " + TROUBLE + ".error($2);");
    ij.getMethod("noImage", "()V").insertBefore(TROUBLE + ".error(\"There are no images open\");");
    ij.getMethod("getImage", "()Lij/ImagePlus;").instrument(new ExprEditor() {
      @Override
      public void edit(MethodCall call) throws CannotCompileException {
        boolean exits = call.getClassName().equals("java.lang.System") && call.getMethodName().equals("exit");
        if (exits) call.replace("throw new RuntimeException(ij.Macro.MACRO_CANCELED);");
      }
    });
    return ij;
  }

  /** A command that throws: ImageJ logs the stack and goes on with the macro. */
  private static CtClass reportExceptions(ClassPool pool) throws Exception {
    CtClass executer = pool.get("ij.Executer");
    executer.getMethod("run", "()V").instrument(new ExprEditor() {
      @Override
      public void edit(Handler handler) throws CannotCompileException {
        if (!handler.isFinally()) handler.insertBefore(TROUBLE + ".thrown($1);");
      }
    });
    return executer;
  }

  private static CtClass changeFunctions(ClassPool pool) throws Exception {
    CtClass functions = pool.get("ij.macro.Functions");
    reportExitMessages(functions);
    hideBatchMode(functions);
    return functions;
  }

  /** The macro function exit("message"). */
  private static void reportExitMessages(CtClass functions) throws Exception {
    functions.getMethod("exit", "()V").instrument(new ExprEditor() {
      @Override
      public void edit(MethodCall call) throws CannotCompileException {
        if (call.getMethodName().equals("showMessage")) call.replace("{ " + TROUBLE + ".exited($2); $proceed($$); }");
      }
    });
  }

  /** is("Batch Mode") tells what the script has set, as on the desktop, and not that ImageJ without windows needs it. */
  private static void hideBatchMode(CtClass functions) throws Exception {
    functions.getMethod("is", "()D").instrument(new ExprEditor() {
      @Override
      public void edit(MethodCall call) throws CannotCompileException {
        if (call.getMethodName().equals("isBatchMode")) call.replace("$_ = " + HEADLESS + ".isScriptInBatchMode();");
      }
    });
    functions.getMethod("setBatchMode", "()V").instrument(new ExprEditor() {
      @Override
      public void edit(MethodCall call) throws CannotCompileException {
        String name = call.getMethodName();
        String set = HEADLESS + ".scriptSetsBatchMode(";
        // true is set nowhere else: ImageJ is in batch mode already
        if (name.equals("checkBoolean")) call.replace("{ $proceed($$); " + set + "$1 == 1.0); }");
        else if (name.equals("setBatchMode")) call.replace("{ $proceed($$); " + set + "$1); }");
      }
    });
  }

  /** "Macro Error: … in line N", before it becomes a dialog. */
  private static CtClass reportMacroErrors(ClassPool pool) throws Exception {
    CtClass interpreter = pool.get("ij.macro.Interpreter");
    interpreter.getDeclaredMethod("showError").insertBefore(TROUBLE + ".macroError($0, $2);");
    return interpreter;
  }

  /** The ROI manager shows its errors in a window of its own, which nobody can close on a virtual display. */
  private static CtClass reportRoiManagerErrors(ClassPool pool) throws Exception {
    CtClass manager = pool.get("ij.plugin.frame.RoiManager");
    manager.getDeclaredMethod("error").setBody("{ ij.IJ.error(\"ROI Manager\", $1); return false; }");
    return manager;
  }

  private static void write(FileSystem zip, CtClass changed) throws Exception {
    Path entry = zip.getPath("/" + changed.getName().replace('.', '/') + ".class");
    Files.createDirectories(entry.getParent());
    Files.write(entry, changed.toBytecode());
  }

  private PatchedJar() {}
}
