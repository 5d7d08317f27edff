package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.WindowManager
import ij.macro.Interpreter
import java.awt.Window
import org.scijava.Context
import org.scijava.log.LogLevel
import org.scijava.log.LogListener
import org.scijava.log.LogMessage
import org.scijava.log.LogService
import org.scijava.module.ModuleItem
import org.scijava.module.process.PostprocessorPlugin
import org.scijava.module.process.PreprocessorPlugin
import org.scijava.plugin.PluginService
import org.scijava.script.ScriptInfo
import org.scijava.script.ScriptLanguage
import org.scijava.script.ScriptModule
import org.scijava.script.ScriptService
import org.scijava.service.Service

/** Runs one script at a time, each in a thread and thread group of its own, and tells how it ended. */
@CompileStatic
class JobRunner {
  /** Threads that a script leaves behind get this long to see their interruption. */
  private static final long LEFT_OVER_MILLIS = 200
  private static final long ABORT_STEP_MILLIS = 100
  /** What makes SciJava fill one job's missing values with those of another. */
  private static final Set<String> REMEMBERING = ["LoadInputsPreprocessor", "SaveInputsPreprocessor"] as Set<String>

  private final Context context
  private final LineOutput lines
  private final List<PreprocessorPlugin> before
  private final List<PostprocessorPlugin> after
  private volatile ThreadGroup threads
  private volatile MacroRun macro
  private volatile boolean aborted
  /** Something of the job has run: until then nothing can have been left behind. */
  private volatile boolean begun
  /** What was to be told of the job is told. */
  private volatile boolean ended
  private volatile Trouble trouble

  JobRunner(Context context, LineOutput lines) {
    this.context = context
    this.lines = lines
    PluginService plugins = context.service(PluginService)
    before = plugins.createInstancesOfType(PreprocessorPlugin).findAll { PreprocessorPlugin one ->
      !REMEMBERING.contains(one.class.simpleName)
    }
    after = plugins.createInstancesOfType(PostprocessorPlugin)
    // a script's exception is only logged
    context.service(LogService).addLogListener({ LogMessage message -> logged(message) } as LogListener)
  }

  Map<String, Object> run(Map<String, String> job) {
    Trouble found = new Trouble(new File(job.get("script")).name)
    ThreadGroup group = new ThreadGroup("job")
    aborted = false
    begun = false
    ended = false
    macro = null
    trouble = found
    threads = group
    lines.onLine = { String text -> found.printed(text) }
    // ImageJ's commands stop a macro at an error only in threads with this suffix
    Thread thread = new Thread(group, { guarded(job, found) } as Runnable, "job_Macro\$")
    thread.daemon = true
    thread.start()
    thread.join()
    threads = null
    if (!ended && !aborted) found.note("the script's thread died", 0)
    List<String> left = leftOver(group)
    lines.onLine = null
    trouble = null
    Map<String, Object> answer = [aborted: aborted, leftOver: left, refused: !begun] as Map<String, Object>
    return aborted ? answer : answer + found.answer()
  }

  /** Stops the running script if it can be stopped: a macro's loops and waits, another script's sleeps. */
  void abort() {
    ThreadGroup group = threads
    if (group == null) return
    aborted = true
    while (threads.is(group)) {
      Interpreter.abort()
      MacroRun run = macro
      if (run != null) run.interpreter.abortMacro()
      group.interrupt()
      Thread.sleep(ABORT_STEP_MILLIS)
    }
  }

  private void guarded(Map<String, String> job, Trouble found) {
    try {
      IJ.errorMessage // forgets the last job's
      runScript(job, found)
      String message = IJ.errorMessage
      if (message != null) found.note(message, 0)
      ended = true
    } catch (Throwable error) {
      found.thrown(error)
      ended = true
      if (!JobError.isInstance(error) && !aborted) error.printStackTrace()
    } finally {
      Thread.interrupted() // of an abort: what follows must not be cut short
      for (Window window : Window.windows) window.dispose()
      WindowManager.setTempCurrentImage(null) // kept per thread: nobody else can forget it for us
    }
  }

  private void runScript(Map<String, String> job, Trouble found) {
    File script = new File(job.get("script"))
    // a byte order mark would hide the first line from SciJava
    String text = script.getText("UTF-8").replaceFirst("^\\uFEFF", "")
    ScriptInfo info = new ScriptInfo(context, script.path, new StringReader(text))
    ScriptLanguage language = info.language
    if (language == null) {
      Set<String> known = new TreeSet<>()
      for (ScriptLanguage one : context.service(ScriptService).languages) known.addAll(one.extensions)
      throw new JobError("this Fiji has no language for ${script.name}; it runs ${known.join(", ")}")
    }
    ScriptModule module = info.createModule()
    context.inject(module)
    giveValues(module, job)
    Outputs outputs = new Outputs(info, script, new File(job.get("output")))
    begun = true
    for (PreprocessorPlugin one : before) {
      one.process(module)
      if (one.canceled) throw new JobError("the script was not started: ${one.cancelReason}")
    }
    if (isMacro(language)) {
      Map<String, Object> values = [:]
      for (ModuleItem<?> item : info.inputs()) values.put(item.name, module.getInput(item.name))
      MacroRun run = new MacroRun(found)
      macro = run
      run.run(info.processedScript, macroValues(values), job.get("argument"), script)
      if (found.isEmpty() && !aborted) outputs.ofMacro(run.interpreter)
      return
    }
    module.run()
    if (!found.isEmpty()) return
    outputs.ofModule(module)
    for (PostprocessorPlugin one : after) one.process(module)
  }

  private void giveValues(ScriptModule module, Map<String, String> job) {
    Values values = new Values(context, new File(job.get("input")), new File(job.get("output")))
    for (ModuleItem<?> item : module.info.inputs()) {
      String text = job.get("p." + item.name)
      if (text != null) {
        // what need not be given may be empty: then it is not
        if (text.isEmpty() && item.type != String && !values.mustBeGiven(item)) continue
        module.setInput(item.name, values.of(item, text))
        module.resolveInput(item.name)
      } else if (item.type.primitive && item.defaultValue != null) {
        // SciJava fills in only what is null, and a simple type never is
        module.setInput(item.name, item.defaultValue)
        module.resolveInput(item.name)
      } else if (values.mustBeGiven(item)) {
        throw new JobError("parameter \"${item.name}\" is not given")
      }
    }
  }

  /** What a macro can hold; services and the like are not for it. */
  private static Map<String, Object> macroValues(Map<String, Object> values) {
    return values.findAll { String name, Object value ->
      value != null && !(value instanceof Service) && !(value instanceof Context)
    }
  }

  private static boolean isMacro(ScriptLanguage language) {
    return language.extensions.contains("ijm")
  }

  private void logged(LogMessage message) {
    Trouble found = trouble
    ThreadGroup group = threads
    if (found == null || message.level() > LogLevel.ERROR || message.throwable() == null) return
    ThreadGroup mine = Thread.currentThread().threadGroup
    if (mine != null && (mine.is(group) || group != null && group.parentOf(mine))) found.thrown(message.throwable())
  }

  /** Names of the threads that the script started and that still live after an interruption. */
  private static List<String> leftOver(ThreadGroup group) {
    long deadline = System.currentTimeMillis() + LEFT_OVER_MILLIS
    while (group.activeCount() > 0 && System.currentTimeMillis() < deadline) {
      group.interrupt()
      Thread.sleep(5)
    }
    Thread[] living = new Thread[group.activeCount() + 8]
    int count = group.enumerate(living)
    return (0..<count).collect { int index -> living[index].name }
  }
}
