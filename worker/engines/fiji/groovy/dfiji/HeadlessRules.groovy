package dfiji

import groovy.transform.CompileStatic
import ij.CommandListener
import ij.Executer
import ij.IJ
import ij.ImagePlus
import ij.Macro
import ij.gui.PointRoi
import ij.gui.Roi
import java.util.regex.Matcher

/**
 * Without a display Fiji's patches do some things otherwise than the desktop, without a word: a job that does one of them
 * is refused, and says which.
 */
@CompileStatic
class HeadlessRules implements CommandListener {
  private static final String CURE = "Fiji without a display would take the dialog's default (headless)"

  /** Commands that do nothing, or something else, without a word; and what to write. */
  private static final Map<String, String> WINDOWS = [
    "Set Slice...": ": write setSlice(n)", "Capture Image": "", "Capture Screen": "", "Capture Delayed...": "",
  ]

  /** What only ImageJ itself can see: texts that a macro runs, and what getInfo gives. */
  private static final String UNSEEN = /\b(?:eval|runMacro|runMacroFile|getInfo)\s*\(|\b(?:Macro_Runner|Interpreter)\b/
  /** What a script in another language reads; it may write it. */
  private static final String BATCH_MODE = /\.\s*(?:isB|b)atchMode\b(?!\s*=(?!=))/
  /** Texts in quotes, and comments. */
  private static final String TEXTS = /(?s)"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/\*.*?(?:\*\/|\z)|\/\/[^\n]*/

  /** Whether the dialogs themselves read the options as on a display, or refuse them. */
  private final boolean readsAsDesktop = HeadlessDialogs.install(this)
  /** Whether ImageJ itself gives the texts of all macros. */
  private final boolean seesMacros
  private final HeadlessPaints paints = new HeadlessPaints()
  /** Of headless.tsv: a regular expression, and why. */
  private final List<List<String>> differences =
    new File(System.getenv("DFIJI_LOOP_DIR"), "headless.tsv").readLines("UTF-8")*.split("\t")*.toList().findAll { List<String> rule -> rule.size() == 2 }
  private volatile Trouble trouble
  /** Words that a macro uses, its variables among them; no functions (`Overlay.show`). */
  private volatile Set<String> words = [] as Set<String>
  private volatile int measured
  /** What the last command was to save a table to. */
  private volatile File saved
  /** Called then; nothing more of the script may run. */
  volatile Runnable onRefused

  HeadlessRules() {
    seesMacros = HeadlessHooks.install(this, paints)
    Executer.addCommandListener(this)
  }

  /**
   * @param text of the script; its lines are those of the user's
   * @param stop called at a refusal when it runs: nothing more of it may
   * @throws JobError for what its text shows
   */
  void begin(Trouble ofJob, String text, boolean isMacro, Runnable stop) {
    trouble = ofJob
    measured = 0
    saved = null
    onRefused = null
    words = [] as Set<String>
    paints.begin(!isMacro && text =~ /\b(?:setB|b)atchMode\b/)
    if (!seesMacros) refuseWhere(text, UNSEEN, "this Fiji lets no macro of it be checked")
    if (!isMacro) refuseWhere(text, BATCH_MODE, "it is always true")
    else {
      Set<String> used = new HashSet<>()
      Matcher word = text.replaceAll(TEXTS, " ") =~ /\b[A-Za-z_]\w*\b(?!\s*[.(])/
      while (word.find()) used.add(word.group())
      words = used
      for (List<String> rule : differences) refuseWhere(text, rule[0], rule[1])
    }
    onRefused = stop
  }

  /** The text of every macro, before it runs: the job's own, those of its scripts, of `eval` and of commands. */
  void reads(String macro) {
    if (troubleNow() == null) return
    for (List<String> rule : differences) refuseWhere(macro, rule[0], rule[1])
  }

  /** `getInfo(key)` of a macro gave no text: of windows the desktop may. */
  void gaveNothing(String key) {
    if (troubleNow() == null || !(key.toLowerCase() ==~ /log|image\.subtitle|window\..*/)) return
    refuse("getInfo(\"" + key + "\") is of a window (headless)")
  }

  /** ImageJ calls it before each command, in the thread that runs it, when its options are set. */
  @Override
  String commandExecuting(String command) {
    String options = Macro.options
    if (troubleNow() == null) return command
    checkSaved()
    String saves = command == "Results..." ? Macro.getValue(String.valueOf(options), "save", null) : null
    if (saves != null) saved = new File(saves)
    if (WINDOWS.containsKey(command)) refuse("run(\"" + command + "\") needs a window (headless)" + WINDOWS.get(command))
    if (command == "HSB (32-bit)") refuse('run("HSB (32-bit)") gives its slices another display range (headless)')
    if (command == "Table... ") refuse('run("Table... ") opens no table that others find (headless)')
    if (command == "Image Sequence... ") refuse('run("Image Sequence... ") saves nothing (headless)')
    if (command == "Measure" && (++measured > 1 || hasPoints())) refuse('run("Measure") keeps its last row only (headless)')
    if (command.trim().endsWith("...") && (options == null || options.trim().isEmpty())) {
      refuse("run(\"" + command + "\") without options: " + CURE)
    }
    if (readsAsDesktop) return command
    Matcher option = String.valueOf(options ?: "") =~ /(\w+)=(\[[^\]]*\]|\S+)/
    while (option.find()) {
      String value = option.group(2).replaceAll(/^\[|\]$/, "")
      boolean isVariable = value ==~ /&\w+/ || value ==~ /[A-Za-z_]\w*/ && words.contains(value)
      boolean isBadNumber = value ==~ /[-+]?\d*[.,]?\d+(,\d+)+|[-+]?\d+(\.\d+)?[a-zA-Z*\/]+\S*/ && !(value ==~ /\d+x\d+(x\d+)?|[-+]?\d+(\.\d+)?[eE][-+]?\d+/)
      if (isVariable) refuse("the variable in \"${option.group()}\" of run(\"${command}\"): " + CURE + "; write \"${option.group(1)}=\" + ${value.replace("&", "")}")
      if (isBadNumber) refuse("the value in \"${option.group()}\" of run(\"${command}\") is no number: " + CURE)
    }
    return command
  }

  /** Without the Results window ImageJ saves nothing where the table is not the results table; the job would end well. */
  void checkSaved() {
    File file = saved
    saved = null
    if (file != null && !file.exists()) refuse("nothing was saved to \"" + file.name + "\" (headless)")
  }

  protected Trouble troubleNow() {
    return trouble
  }

  /** The job fails for it. */
  void note(String reason) {
    Trouble found = troubleNow()
    if (found != null) found.error(reason)
    Runnable halt = onRefused
    if (halt != null) halt.run()
  }

  private void refuseWhere(String text, String pattern, String why) {
    // line ends stay: the line is that of the text
    String code = text.replaceAll(TEXTS) { String one -> one.startsWith("/") ? one.replaceAll(/[^\n]/, " ") : one }
    Matcher found = code =~ pattern
    if (!found.find()) return
    String reason = found.group() + "…: without a display " + why + " (headless)"
    // of a macro that the script runs, the line is the script's
    if (onRefused == null) troubleNow().note(reason, code.substring(0, found.start()).count("\n") + 1)
    refuse(reason)
  }

  /** ImageJ prints nothing of the second one, by which its commands end a macro. */
  private void refuse(String reason) {
    boolean runs = onRefused != null
    note(reason)
    throw runs ? new RuntimeException(Macro.MACRO_CANCELED) : new JobError(reason)
  }

  private static boolean hasPoints() {
    ImagePlus image = ij.WindowManager.currentImage
    Roi roi = image == null ? null : image.roi
    return roi instanceof PointRoi && roi.getFloatPolygon().npoints > 1
  }
}
