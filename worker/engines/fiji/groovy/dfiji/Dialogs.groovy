package dfiji

import groovy.transform.CompileStatic
import ij.WindowManager
import ij.gui.GenericDialog
import ij.gui.HTMLDialog
import ij.gui.MessageDialog
import ij.gui.MultiLineLabel
import ij.gui.NonBlockingGenericDialog
import ij.gui.WaitForUserDialog
import ij.text.TextWindow
import java.awt.Button
import java.awt.Checkbox
import java.awt.Component
import java.awt.Container
import java.awt.Dialog
import java.awt.EventQueue
import java.awt.FileDialog
import java.awt.Frame
import java.awt.Label
import java.awt.Window
import java.awt.event.WindowEvent
import java.lang.reflect.Field
import javax.swing.JDialog
import javax.swing.JEditorPane
import javax.swing.JFileChooser
import javax.swing.JLabel

/**
 * Ends the dialogs of a job, by the rules of engine imagej. A message is closed as by its OK: that of a script's
 * `showMessage` is printed, every other one is an error. All else asks a person: OK is never pressed, and nothing more of
 * the script runs.
 */
@CompileStatic
abstract class Dialogs {
  static final int LOOK_MILLIS = 20
  private static final int AGAIN_MILLIS = 300
  private static final int CLOSE_MILLIS = 4_000
  /** A job that waits for what another thread shows (a command of SciJava's) does so for longer than this. */
  private static final long STILL_MILLIS = 400
  private static final Set<String> WAITING_IN = [
    "java.awt.WaitDispatchSupport", "java.awt.EventQueue", "java.awt.FileDialog", WaitForUserDialog.name, NonBlockingGenericDialog.name,
  ] as Set<String>

  private final Set<Window> seen = Collections.newSetFromMap(new WeakHashMap<Window, Boolean>())
  private final Map<Window, Long> firstSeenMillis = new WeakHashMap<>()
  /** Those whose end is under way. */
  private final Set<Dialog> closing = new LinkedHashSet<>()

  abstract Thread jobThread()

  abstract Trouble trouble()

  /** Whether the script is a macro whose own errors are shown in windows; else those are of macros that it runs. */
  boolean showsErrors() {
    return false
  }

  /** Whether the script, which is no macro, could continue after an error. `isOfMacro`: that of a macro that it runs. */
  abstract boolean couldContinue(boolean isOfMacro)

  abstract void print(String text)

  /** Nothing more of the script may run. Gives whether the dialog can be closed; else the script, which is no macro, would continue. */
  abstract boolean halt()

  void look() {
    for (Window window : Window.windows) if (window instanceof Dialog && blocks((Dialog) window) && isWaiting(window)) note((Dialog) window)
  }

  /** A command that threw: ImageJ shows that in a window and continues the macro; the job has failed. */
  void noteExceptionWindow() {
    Frame frame = WindowManager.getFrame("Exception")
    if (!(frame instanceof TextWindow) || !frame.showing || !isNew(frame)) return
    String text = ((TextWindow) frame).textPanel.text
    print(text.trim())
    String cause = text.readLines().find { String line -> line ==~ /[\w.$]+(Exception|Error)\b.*/ }
    trouble().exceptionWindow((cause == null ? text : cause).trim())
  }

  /** False when one still stands after four seconds. */
  boolean awaitClosed() {
    long deadline = System.currentTimeMillis() + CLOSE_MILLIS
    while (System.currentTimeMillis() < deadline) {
      synchronized (closing) {
        if (closing.isEmpty()) return true
      }
      Thread.sleep(1)
    }
    return false
  }

  static String nameOf(Window window) {
    String title = window instanceof Frame ? ((Frame) window).title : window instanceof Dialog ? ((Dialog) window).title : ""
    return "\"" + title + "\" (" + window.class.simpleName + ")"
  }

  private boolean isNew(Window window) {
    synchronized (seen) {
      return seen.add(window)
    }
  }

  private void note(Dialog dialog) {
    if (!isNew(dialog)) return
    boolean isMessage = dialog instanceof MessageDialog || dialog instanceof HTMLDialog
    String text = textOf(dialog)
    boolean mayClose = true
    if (isMessage && (isIn("ij.macro.Functions", "showMessage") || isMessageOfScript())) print(text)
    else if (isMessage && isIn("ij.macro.Functions", "exit")) trouble().exited(text)
    else if (isMessage) {
      trouble().error(text)
      if (couldContinue(false)) mayClose = halt()
    } else if (dialog instanceof GenericDialog && dialog.title == "Macro Error") {
      trouble().macroError(showsErrors(), text)
      if (couldContinue(true)) mayClose = halt()
    } else {
      trouble().asked(questionOf(dialog), adviceFor(dialog))
      mayClose = halt()
    }
    if (!mayClose) return
    synchronized (closing) {
      closing.add(dialog)
    }
    Loop.daemon("close dialog") { close(dialog) }
  }

  /** All in the event thread: two threads that dispose one window never come back. */
  private void close(Dialog dialog) {
    try {
      for (int tries = 0; tries * AGAIN_MILLIS < CLOSE_MILLIS; tries++) {
        boolean isFirst = tries < 2
        EventQueue.invokeLater({ cancel(dialog, isFirst) } as Runnable)
        for (int waited = 0; waited < AGAIN_MILLIS; waited += 5) {
          if (!dialog.showing && !isWaiting(null)) return
          if (!dialog.showing && isOtherShowing(dialog)) return // the job stands in the next one
          Thread.sleep(5)
        }
      }
    } finally {
      synchronized (closing) {
        closing.remove(dialog)
      }
    }
  }

  private static void cancel(Dialog dialog, boolean asByPerson) {
    if (dialog instanceof WaitForUserDialog) ((WaitForUserDialog) dialog).close() // does not listen to its window
    else if (dialog instanceof FileDialog) {
      ((FileDialog) dialog).file = null
      dialog.visible = false
      dialog.dispose()
    } else if (asByPerson && dialog.showing) dialog.dispatchEvent(new WindowEvent(dialog, WindowEvent.WINDOW_CLOSING))
    else dialog.dispose()
  }

  private static boolean isOtherShowing(Dialog dialog) {
    return Window.windows.any { Window window -> !window.is(dialog) && window instanceof Dialog && blocks((Dialog) window) }
  }

  /** Also displayable: Java lists a window before it is made, and then it counts as showing (Window.init of Java 17). */
  static boolean isOpen(Window window) {
    return window.displayable && window.showing
  }

  /** The last two are not modal, but hold the macro's thread. */
  private static boolean blocks(Dialog dialog) {
    return isOpen(dialog) && (dialog.modal || dialog instanceof WaitForUserDialog || dialog instanceof NonBlockingGenericDialog)
  }

  /** A dialog shows before its thread waits; closed then, the thread would wait for ever. */
  private boolean isWaiting(Window shown) {
    StackTraceElement[] stack = stack()
    for (StackTraceElement element : stack) {
      if (WAITING_IN.contains(element.className) || element.className.contains("FileDialogPeer")) return true
    }
    if (shown == null || stack.length == 0 || jobThread().state == Thread.State.RUNNABLE) return false
    Long since = firstSeenMillis.putIfAbsent(shown, System.currentTimeMillis())
    return since != null && System.currentTimeMillis() - since > STILL_MILLIS
  }

  private StackTraceElement[] stack() {
    Thread thread = jobThread()
    return thread == null ? new StackTraceElement[0] : thread.stackTrace
  }

  private boolean isIn(String className, String method) {
    return stack().any { StackTraceElement element -> element.className == className && (method == null || element.methodName == method) }
  }

  /** `IJ.showMessage` that no class of ImageJ called: of a script in another language than macros. */
  private boolean isMessageOfScript() {
    StackTraceElement[] stack = stack()
    int at = stack.findLastIndexOf { StackTraceElement element -> element.className == "ij.IJ" }
    if (at < 0 || at + 1 >= stack.length || stack[at].methodName != "showMessage") return false
    return !stack[at + 1].className.startsWith("ij.")
  }

  private static String questionOf(Dialog dialog) {
    String title = dialog.title == null || dialog.title.isEmpty() ? "without a title" : "\"" + dialog.title + "\""
    if (isChooser(dialog)) return "the dialog " + title + " is a file chooser: it needs a person"
    String text = textOf(dialog).readLines()*.trim().findAll { String line -> !line.isEmpty() }.join(", ")
    return "the dialog " + title + " needs a person" + (text.isEmpty() ? "" : ": " + text)
  }

  private String adviceFor(Dialog dialog) {
    boolean isCommand = isIn("ij.Executer", null)
    if (dialog instanceof FileDialog && ((FileDialog) dialog).mode == FileDialog.SAVE) return 'give a path: saveAs("Tiff", output + "/a.tif")'
    if (isChooser(dialog) && !isCommand) return 'give a path: open(input + "/a.tif"), or a parameter: #@ File (style="directory") input'
    if (dialog instanceof WaitForUserDialog) return "leave waitForUser out"
    if (isIn("ij.macro.Functions", "showMessage")) return 'leave it out; exit("why") ends a macro with a message'
    if (isIn("ij.macro.Functions", "getBoolean")) return "make it a parameter of the script: #@ Boolean (value=true) flag"
    if (isCommand) {
      return 'give the command its options, as the recorder (Plugins > Macros > Record) writes them: run("Gaussian Blur...", "sigma=2")'
    }
    return "make it a parameter of the script, for example: #@ Double (value=2) sigma"
  }

  private static boolean isChooser(Dialog dialog) {
    return dialog instanceof FileDialog || dialog instanceof JDialog && holdsChooser(((JDialog) dialog).contentPane)
  }

  private static boolean holdsChooser(Container container) {
    return container.components.any { Component one -> one instanceof JFileChooser || one instanceof Container && holdsChooser((Container) one) }
  }

  /** Labels and checkboxes, one a line; buttons are left out. */
  private static String textOf(Container container) {
    StringBuilder text = new StringBuilder()
    for (Component one : container.components) {
      if (one instanceof Button) continue
      if (one instanceof MultiLineLabel) text.append(linesOf((MultiLineLabel) one).join("\n")).append("\n")
      else if (one instanceof Label) text.append(((Label) one).text).append("\n")
      else if (one instanceof JLabel) text.append(((JLabel) one).text ?: "").append("\n")
      else if (one instanceof Checkbox) text.append(((Checkbox) one).label).append("\n")
      else if (one instanceof JEditorPane) text.append(((JEditorPane) one).text.replaceAll("<[^>]+>", " ").trim())
      else if (one instanceof Container) text.append(textOf((Container) one)).append("\n")
    }
    return text.toString().trim()
  }

  private static List<String> linesOf(MultiLineLabel label) {
    Field lines = MultiLineLabel.getDeclaredField("lines")
    lines.setAccessible(true)
    return ((String[]) lines.get(label)).toList()
  }
}
