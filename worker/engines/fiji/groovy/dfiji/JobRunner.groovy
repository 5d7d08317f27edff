package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.Macro
import ij.WindowManager
import ij.macro.Interpreter
import java.awt.Window
import java.util.concurrent.CountDownLatch
import java.util.concurrent.locks.LockSupport
import java.util.function.BiConsumer
import java.util.function.Consumer
import java.util.function.IntConsumer
import org.scijava.Context
import org.scijava.ItemVisibility
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
import org.scijava.widget.InputHarvester

/** Runs one script at a time, each in a thread and thread group of its own, and tells how it ended. */
@CompileStatic
class JobRunner {
  private static final long ABORT_STEP_MILLIS = 100
  /** What fills one job's missing values with those of another, and what is checked here, by name. */
  private static final Set<String> LEFT_OUT = ["LoadInputsPreprocessor", "SaveInputsPreprocessor", "CheckInputsPreprocessor"] as Set<String>

  private final Context context
  private final LineOutput lines
  /** Null without a display. */
  private final Desktop desktop
  /** Null with one. */
  private final HeadlessRules rules
  private final ThreadPools pools
  private final OpenLimit openLimit = new OpenLimit()
  private final EmptyTables emptyTables = new EmptyTables()
  private volatile ThreadGroup threads
  private volatile CountDownLatch ended
  private volatile MacroRun macro
  /** The script may catch what ImageJ throws to end it. */
  private volatile boolean catches
  private volatile boolean aborted
  /** Something of the job has run: until then nothing can have been left behind. */
  private volatile boolean begun
  /** How the job ended is known; else its thread has died. */
  private volatile boolean isAnswered
  private volatile Trouble trouble

  JobRunner(Context context, LineOutput lines, Desktop desktop, HeadlessRules rules, ThreadPools pools) {
    this.context = context
    this.lines = lines
    this.desktop = desktop
    this.rules = rules
    this.pools = pools
    // a script's exception is only logged
    context.service(LogService).addLogListener({ LogMessage message -> logged(message) } as LogListener)
  }

  Map<String, Object> run(Map<String, String> job) {
    Trouble found = new Trouble(new File(job.get("script")).name)
    ThreadGroup group = new ThreadGroup("job")
    CountDownLatch end = new CountDownLatch(1)
    aborted = false
    begun = false
    isAnswered = false
    macro = null
    trouble = found
    ended = end
    threads = group
    lines.onLine = { String text -> found.printed(text) }
    emptyTables.begin()
    // ImageJ's commands stop a macro at an error only in threads with this suffix
    Thread thread = new Thread(group, {
      try {
        guarded(job, found)
      } finally {
        end.countDown()
      }
    } as Runnable, "job_Macro\$")
    thread.daemon = true
    found.thread = thread
    if (desktop != null) desktop.begin(dialogsOf(thread, found))
    thread.start()
    end.await()
    threads = null
    openLimit.end()
    Map<String, Object> tables = emptyTables.answer()
    boolean stands = thread.alive && !aborted && !found.isEmpty() && !isAnswered
    if (!isAnswered && !aborted && !stands) found.note("the script's thread died", 0)
    List<String> left = []
    if (stands) left.add("a script that does not end")
    else {
      JobThreads started = new JobThreads(group, thread, pools)
      left.addAll(desktop == null ? started.end() : desktop.clear(started))
    }
    lines.onLine = null
    trouble = null
    boolean reset = left.isEmpty()
    Map<String, Object> answer = [aborted: aborted, leftOver: left, reset: reset, refused: !begun] as Map<String, Object>
    return aborted ? answer : answer + tables + found.answer()
  }

  /** Stops the running script if it can be stopped: a macro's loops and waits, another script's sleeps. */
  void abort() {
    ThreadGroup group = threads
    if (group == null) return
    aborted = true
    while (threads.is(group)) {
      Interpreter.abort()
      MacroRun run = macro
      if (run != null) run.abort()
      group.interrupt()
      Thread.sleep(ABORT_STEP_MILLIS)
    }
  }

  private Dialogs dialogsOf(Thread thread, Trouble found) {
    CountDownLatch end = ended
    return new Dialogs() {
      @Override
      Thread jobThread() {
        return thread
      }

      @Override
      Trouble trouble() {
        return found
      }

      @Override
      boolean couldContinue(boolean isOfMacro) {
        return macro == null && (isOfMacro || catches)
      }

      @Override
      void print(String text) {
        System.out.println(text)
      }

      @Override
      boolean halt() {
        MacroRun run = macro
        if (run != null) run.halt()
        else end.countDown()
        return run != null
      }
    }
  }

  private void guarded(Map<String, String> job, Trouble found) {
    try {
      IJ.errorMessage // forgets the last job's
      try {
        runScript(job, found)
      } finally {
        if (desktop != null) desktop.settle()
      }
      String message = IJ.errorMessage
      if (message != null) found.note(message, 0)
      isAnswered = true
    } catch (Throwable error) {
      found.thrown(error)
      isAnswered = true
      if (!JobError.isInstance(error) && !aborted) error.printStackTrace()
    } finally {
      Thread.interrupted() // of an abort: what follows must not be cut short
      if (desktop == null) for (Window window : Window.windows) window.dispose()
      WindowManager.setTempCurrentImage(null) // kept per thread: only the thread itself can remove it
      Macro.setOptions(null)
    }
  }

  private void runScript(Map<String, String> job, Trouble found) {
    File script = new File(job.get("script"))
    // a byte order mark would hide the first line from SciJava
    String text = script.getText("UTF-8").replaceFirst("^\\uFEFF", "")
    catches = text =~ /\b(?:catch|except|finally)\b/
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
    PluginService plugins = context.service(PluginService)
    // made for each job: one that has cancelled stays so
    for (PreprocessorPlugin one : plugins.createInstancesOfType(PreprocessorPlugin)) {
      if (LEFT_OUT.contains(one.class.simpleName) || one instanceof InputHarvester) continue // a harvester asks a person
      one.process(module)
      if (one.canceled) throw new JobError("the script was not started: ${one.cancelReason}")
    }
    resolveAll(module)
    if (rules != null) {
      CountDownLatch end = ended
      rules.begin(found, info.processedScript, isMacro(language), { stop(end) } as Runnable)
    }
    if (isMacro(language)) {
      Map<String, Object> values = [:]
      for (ModuleItem<?> item : info.inputs()) values.put(item.name, module.getInput(item.name))
      Desktop windows = desktop
      Consumer<Boolean> afterFunction = { Boolean isCommand ->
        if (windows != null) windows.afterFunction(isCommand)
        else rules.checkSaved()
      } as Consumer<Boolean>
      MacroRun run = new MacroRun(found, { int type -> called(type) } as IntConsumer, afterFunction)
      macro = run
      CountDownLatch end = ended
      openLimit.begin(Thread.currentThread(), { String reason, String advice ->
        found.tookTooLong(reason, advice)
        run.halt()
        end.countDown()
      } as BiConsumer<String, String>)
      run.run(info.processedScript, macroValues(values), job.get("argument"), script)
      if (found.isEmpty() && !aborted) outputs.ofMacro(run.interpreter)
      return
    }
    module.run()
    if (rules != null) rules.checkSaved()
    if (!found.isEmpty()) return
    outputs.ofModule(module)
    for (PostprocessorPlugin one : plugins.createInstancesOfType(PostprocessorPlugin)) {
      if (rules == null || !Outputs.isShownBy(one.class.name)) one.process(module)
    }
  }

  /** Without a display. Nothing of the script may run afterwards. */
  private void stop(CountDownLatch end) {
    MacroRun run = macro
    if (run != null) {
      run.halt()
      return
    }
    // a script could catch what is thrown: its thread stands here until its JVM is replaced
    end.countDown()
    while (true) LockSupport.park()
  }

  /** @param type of the macro's function that begins; -1: one has ended */
  private void called(int type) {
    if (desktop != null) desktop.paints.beforeFunction(type)
    openLimit.called(type)
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
        throw Values.notGiven(item)
      }
    }
  }

  /** Nothing is left that Fiji would ask for. */
  private static void resolveAll(ScriptModule module) {
    for (ModuleItem<?> item : module.info.inputs()) {
      if (module.isInputResolved(item.name)) continue
      if (item.required && item.visibility != ItemVisibility.MESSAGE && module.getInput(item.name) == null) {
        throw Values.notGiven(item)
      }
      module.resolveInput(item.name)
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
    if (pools.holds(Thread.currentThread())) found.thrown(message.throwable())
    if (mine != null && (mine.is(group) || group != null && group.parentOf(mine))) found.thrown(message.throwable())
  }
}
