package dfiji.imagej;

import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.HTMLDialog;
import ij.gui.MessageDialog;
import ij.gui.MultiLineLabel;
import ij.gui.NonBlockingGenericDialog;
import ij.gui.WaitForUserDialog;
import ij.text.TextWindow;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.FileDialog;
import java.awt.Frame;
import java.awt.Label;
import java.awt.Window;
import java.awt.event.WindowEvent;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.swing.JDialog;
import javax.swing.JEditorPane;
import javax.swing.JFileChooser;
import javax.swing.JLabel;

/**
 * Ends the dialogs of a job. A message is closed as by its OK: one of {@code showMessage} is printed, every other one is an
 * error, and the macro continues or not as on the desktop; the job has failed. All else asks a person: it is cancelled, OK is
 * never pressed, and nothing more of the script runs.
 */
final class Dialogs {
  static final int LOOK_MILLIS = 20;
  private static final int AGAIN_MILLIS = 300;
  private static final int CLOSE_MILLIS = 4_000;

  private final JobThread jobThread;
  private final Runnable halt;
  private final Consumer<String> print;
  private final Set<Window> seen = Collections.newSetFromMap(new WeakHashMap<>());
  /** Those whose end is under way. */
  private final Set<Dialog> closing = new LinkedHashSet<>();

  Dialogs(JobThread jobThread, Runnable halt, Consumer<String> print) {
    this.jobThread = jobThread;
    this.halt = halt;
    this.print = print;
  }

  void look() {
    for (Window window : Window.getWindows()) {
      if (window instanceof Dialog dialog && blocks(dialog) && isWaiting()) note(dialog);
    }
  }

  /** A command that threw: ImageJ shows that in a window and continues the macro; the job has failed. */
  void noteExceptionWindow() {
    if (!(WindowManager.getFrame("Exception") instanceof TextWindow window) || !window.isShowing()) return;
    synchronized (seen) {
      if (!seen.add(window)) return;
    }
    String text = window.getTextPanel().getText();
    print.accept(text.strip());
    String cause = text.lines().filter(line -> line.matches("[\\w.$]+(Exception|Error)\\b.*")).findFirst().orElse(text);
    Trouble.exceptionWindow(cause.strip());
  }

  /** False when one still stands after four seconds. */
  boolean awaitClosed() throws InterruptedException {
    long deadline = System.currentTimeMillis() + CLOSE_MILLIS;
    while (System.currentTimeMillis() < deadline) {
      synchronized (closing) {
        if (closing.isEmpty()) return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  /** Also displayable: Java lists a window before it is made, and then it counts as showing (Window.init of Java 17). */
  static boolean isOpen(Window window) {
    return window.isDisplayable() && window.isShowing();
  }

  static String nameOf(Window window) {
    String title = window instanceof Frame frame ? frame.getTitle() : window instanceof Dialog dialog ? dialog.getTitle() : "";
    return "\"" + title + "\" (" + window.getClass().getSimpleName() + ")";
  }

  private void note(Dialog dialog) {
    synchronized (seen) {
      if (!seen.add(dialog)) return;
    }
    boolean isMessage = dialog instanceof MessageDialog || dialog instanceof HTMLDialog;
    String text = textOf(dialog);
    if (isMessage && isIn("showMessage")) print.accept(text);
    else if (isMessage && isIn("exit")) Trouble.exited(text);
    else if (isMessage) Trouble.error(text);
    else if (dialog instanceof GenericDialog && dialog.getTitle().equals("Macro Error")) Trouble.macroError(null, text);
    else {
      Trouble.asked(questionOf(dialog), adviceFor(dialog));
      halt.run();
    }
    synchronized (closing) {
      closing.add(dialog);
    }
    Thread closer = new Thread(() -> close(dialog), "close dialog");
    closer.setDaemon(true);
    closer.start();
  }

  /** All in the event thread: two threads that dispose one window never come back. */
  private void close(Dialog dialog) {
    try {
      for (int tries = 0; tries * AGAIN_MILLIS < CLOSE_MILLIS; tries++) {
        boolean isFirst = tries < 2;
        EventQueue.invokeLater(() -> cancel(dialog, isFirst));
        for (int waited = 0; waited < AGAIN_MILLIS; waited += 5) {
          if (!dialog.isShowing() && !isWaiting()) return;
          if (!dialog.isShowing() && isOtherShowing(dialog)) return; // the job stands in the next one
          Thread.sleep(5);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (closing) {
        closing.remove(dialog);
      }
    }
  }

  private static void cancel(Dialog dialog, boolean asByPerson) {
    if (dialog instanceof WaitForUserDialog wait) wait.close(); // does not listen to its window
    else if (dialog instanceof FileDialog chooser) {
      chooser.setFile(null);
      chooser.setVisible(false);
      chooser.dispose();
    } else if (asByPerson && dialog.isShowing()) {
      dialog.dispatchEvent(new WindowEvent(dialog, WindowEvent.WINDOW_CLOSING));
    } else dialog.dispose();
  }

  private static boolean isOtherShowing(Dialog dialog) {
    for (Window window : Window.getWindows()) {
      if (window != dialog && window instanceof Dialog other && blocks(other)) return true;
    }
    return false;
  }

  /** The last two are not modal, but hold the macro's thread. */
  private static boolean blocks(Dialog dialog) {
    boolean holds = dialog instanceof WaitForUserDialog || dialog instanceof NonBlockingGenericDialog;
    return isOpen(dialog) && (dialog.isModal() || holds);
  }

  /** A dialog shows before its thread waits; closed then, the thread would wait for ever. */
  private boolean isWaiting() {
    for (StackTraceElement element : jobThread.stack()) {
      String name = element.getClassName();
      if (name.equals("java.awt.WaitDispatchSupport") || name.equals("java.awt.EventQueue")) return true;
      if (name.equals("java.awt.FileDialog") || name.contains("FileDialogPeer")) return true;
      if (name.equals(WaitForUserDialog.class.getName())) return true;
      if (name.equals(NonBlockingGenericDialog.class.getName())) return true;
    }
    return false;
  }

  /** Whether the job stands in this function of the macro language. */
  private boolean isIn(String function) {
    for (StackTraceElement element : jobThread.stack()) {
      if (element.getClassName().equals("ij.macro.Functions") && element.getMethodName().equals(function)) return true;
    }
    return false;
  }

  private static String questionOf(Dialog dialog) {
    String title = dialog.getTitle() == null || dialog.getTitle().isEmpty() ? "without a title" : "\"" + dialog.getTitle() + "\"";
    if (isChooser(dialog)) return "the dialog " + title + " is a file chooser: it needs a person";
    String text = textOf(dialog).lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining(", "));
    return "the dialog " + title + " needs a person" + (text.isEmpty() ? "" : ": " + text);
  }

  private String adviceFor(Dialog dialog) {
    boolean isCommand = jobThread.standsIn("ij.Executer");
    if (dialog instanceof FileDialog chooser && chooser.getMode() == FileDialog.SAVE) {
      return "give a path: saveAs(\"Tiff\", output + \"/a.tif\")";
    }
    if (isChooser(dialog) && !isCommand) {
      return "give a path: open(input + \"/a.tif\"), or a parameter: #@ File (style=\"directory\") input";
    }
    if (dialog instanceof WaitForUserDialog) return "leave waitForUser out";
    if (isIn("showMessage")) return "leave it out; exit(\"why\") ends a macro with a message";
    if (isIn("getBoolean")) return "make it a parameter of the script: #@ Boolean (value=true) flag";
    if (dialog.getTitle() != null && dialog.getTitle().startsWith("Download ")) {
      return "put what it wants to download beside the script's program, or leave it out: nothing is downloaded";
    }
    if (isCommand) {
      return "give the command its options, as the recorder (Plugins > Macros > Record) writes them: run(\"Gaussian Blur...\", \"sigma=2\")";
    }
    return "make it a parameter of the script, for example: #@ Double (value=2) sigma";
  }

  private static boolean isChooser(Dialog dialog) {
    return dialog instanceof FileDialog || (dialog instanceof JDialog swing && holdsChooser(swing.getContentPane()));
  }

  private static boolean holdsChooser(Container container) {
    for (Component component : container.getComponents()) {
      if (component instanceof JFileChooser || (component instanceof Container inner && holdsChooser(inner))) return true;
    }
    return false;
  }

  /** Labels and checkboxes, one a line; buttons are left out. */
  private static String textOf(Container container) {
    StringBuilder text = new StringBuilder();
    for (Component component : container.getComponents()) {
      if (component instanceof Button) continue;
      if (component instanceof MultiLineLabel label) text.append(String.join("\n", linesOf(label))).append('\n');
      else if (component instanceof Label label) text.append(label.getText()).append('\n');
      else if (component instanceof JLabel label) text.append(label.getText()).append('\n');
      else if (component instanceof Checkbox box) text.append(box.getLabel()).append('\n');
      else if (component instanceof JEditorPane pane) text.append(pane.getText().replaceAll("<[^>]+>", " ").strip());
      else if (component instanceof Container inner) text.append(textOf(inner)).append('\n');
    }
    return text.toString().strip();
  }

  private static String[] linesOf(MultiLineLabel label) {
    try {
      Field lines = MultiLineLabel.class.getDeclaredField("lines");
      lines.setAccessible(true);
      return (String[]) lines.get(label);
    } catch (ReflectiveOperationException changed) {
      throw new IllegalStateException(changed);
    }
  }
}
