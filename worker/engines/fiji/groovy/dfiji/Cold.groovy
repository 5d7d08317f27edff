package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.macro.Interpreter
import java.awt.GraphicsEnvironment
import java.util.function.Consumer
import org.scijava.Context
import org.scijava.event.EventHandler
import org.scijava.event.EventService
import org.scijava.log.LogLevel
import org.scijava.log.LogListener
import org.scijava.log.LogMessage
import org.scijava.log.LogService
import org.scijava.module.event.ModuleCanceledEvent
import org.scijava.module.event.ModuleExecutingEvent
import org.scijava.module.process.PostprocessorPlugin
import org.scijava.module.process.PreprocessorPlugin
import org.scijava.plugin.PluginInfo
import org.scijava.plugin.PluginService
import org.scijava.script.ScriptInfo
import org.scijava.widget.InputHarvester

/** Looks after the one script of a cold Fiji by the rules of the warm loop: its errors, dialogs, printed lines and inputs. */
@CompileStatic
class Cold extends Dialogs {
  private final Trouble found = new Trouble(System.getenv("DFIJI_SCRIPT_NAME"))
  private final File script = new File(System.getenv("DFIJI_SCRIPT"))
  private final LineOutput lines = new LineOutput(new PlainLines(System.out))
  private final EmptyTables emptyTables = new EmptyTables()
  private final LogWindow log
  private final boolean isMacro = found.scriptName.toLowerCase() ==~ /.*\.(ijm|txt)/
  private final boolean isHeadless = GraphicsEnvironment.headless
  /** Null on a display. */
  private HeadlessRules rules
  /** SciJava knows its listeners weakly. */
  private final Starts starts = new Starts(script)

  Cold(Context context) {
    PrintStream output = lines.stream()
    System.setOut(output)
    System.setErr(output)
    lines.onLine = { String text -> printed(text) }
    // a script's exception is only logged
    context.service(LogService).addLogListener({ LogMessage message -> logged(message) } as LogListener)
    context.service(EventService).subscribe(starts)
    PluginService plugins = context.service(PluginService)
    // a harvester asks a person
    for (PluginInfo<PreprocessorPlugin> one : new ArrayList<PluginInfo<PreprocessorPlugin>>(plugins.getPluginsOfType(PreprocessorPlugin))) {
      if (InputHarvester.isAssignableFrom(one.loadClass())) plugins.removePlugin(one)
    }
    if (isHeadless) for (PluginInfo<?> one : new ArrayList<PluginInfo<?>>(plugins.getPluginsOfType(PostprocessorPlugin))) {
      if (Outputs.isShownBy(one.className)) plugins.removePlugin(one)
    }
    IJ.errorMessage // forgets earlier ones
    MacroRun.showPlace(script)
    if (isHeadless) {
      lines.hidesResults = true
      applyHeadlessRules()
      return
    }
    log = new LogWindow({ String text -> lines.addLine(text) } as Consumer<String>)
    lines.before = { log.printAll() } as Runnable
    Loop.daemon("watch") { watch() }
  }

  /** Tells how the script ended, and ends the JVM, which plugins' threads would keep alive. */
  void end() {
    try {
      noteEnd()
    } catch (Throwable error) {
      found.thrown(error) // else the JVM would stand until its time limit
    }
    System.out.flush()
    String answer = URLEncoder.encode(Wire.json(found.answer() + emptyTables.answer()), "UTF-8").replace("+", "%20")
    System.out.println()
    System.out.println(System.getenv("DFIJI_END_MARKER") + " " + answer)
    System.out.flush()
    Runtime.runtime.halt(0)
  }

  private void noteEnd() {
    if (rules != null) rules.checkSaved()
    if (!isHeadless) {
      awaitClosed()
      noteExceptionWindow()
      log.printAll()
    }
    String message = IJ.errorMessage
    if (message != null) found.note(message, 0)
    if (!starts.isStarted) found.thrown(starts.whyNot())
  }

  @Override
  Thread jobThread() {
    for (Map.Entry<Thread, StackTraceElement[]> one : Thread.allStackTraces.entrySet()) {
      if (one.value.any { StackTraceElement element -> element.className == "org.scijava.script.ScriptModule" }) return one.key
    }
    return null
  }

  @Override
  Trouble trouble() {
    found.script = isMacro ? Interpreter.instance : null
    found.thread = jobThread()
    return found
  }

  @Override
  boolean showsErrors() {
    return isMacro
  }

  @Override
  boolean couldContinue(boolean isOfMacro) {
    return !isMacro
  }

  @Override
  void print(String text) {
    System.out.println(text)
  }

  @Override
  boolean halt() {
    end()
    return false
  }

  private void applyHeadlessRules() {
    Cold self = this
    rules = new HeadlessRules() {
      @Override
      protected Trouble troubleNow() {
        return self.trouble()
      }
    }
    try {
      rules.begin(found, script.getText("UTF-8"), isMacro, { end() } as Runnable)
    } catch (JobError refused) {
      end() // nothing of the script runs
    }
  }

  private void watch() {
    while (true) {
      try {
        look()
        log.printOld()
      } catch (Throwable error) {
        error.printStackTrace() // of a window that closed meanwhile: the next look sees
      }
      Thread.sleep(LOOK_MILLIS)
    }
  }

  private void printed(String text) {
    found.printed(text)
    // without a display, exit("why") prints its message
    boolean isExit = isHeadless && Thread.currentThread().stackTrace.any { StackTraceElement element ->
      element.className == "ij.macro.Functions" && element.methodName == "exit"
    }
    if (isExit) trouble().exited(text)
  }

  private void logged(LogMessage message) {
    if (message.level() > LogLevel.ERROR) return
    if (message.throwable() != null) found.thrown(message.throwable())
    else found.note(message.text(), 0)
  }
}

/** Whether Fiji has started the script: no status and often no line says that it has not. */
class Starts {
  private final File script
  volatile boolean isStarted
  private volatile ModuleCanceledEvent canceled

  Starts(File script) {
    this.script = script
  }

  @EventHandler
  void onStart(ModuleExecutingEvent event) {
    if (isScript(event.module.info)) isStarted = true
  }

  @EventHandler
  void onCancel(ModuleCanceledEvent event) {
    if (isScript(event.module.info)) canceled = event
  }

  JobError whyNot() {
    if (canceled == null) return new JobError("Fiji did not start the script")
    def unset = canceled.reason =~ /^'(\w+)' is required but unset/
    def item = unset.find() ? canceled.module.info.getInput(unset.group(1)) : null
    return item == null ? new JobError("the script was not started: " + canceled.reason) : Values.notGiven(item)
  }

  /** Or ours that runs a macro of before `#@`. */
  private boolean isScript(Object info) {
    if (!(info instanceof ScriptInfo) || info.path == null) return false
    File file = new File(info.path)
    return file.absoluteFile == script.absoluteFile || file.name == "cold-argument.groovy"
  }
}

/** The job's lines as they are. */
@CompileStatic
class PlainLines extends Wire {
  private final PrintStream plain

  PlainLines(PrintStream plain) {
    super(plain)
    this.plain = plain
  }

  @Override
  synchronized void send(Map<String, Object> message) {
    byte[] text = (((List<String>) message.get("texts")).join("\n") + "\n").getBytes("UTF-8")
    plain.write(text, 0, text.length)
    plain.flush()
  }
}
