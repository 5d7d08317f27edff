package truth;

import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.HTMLDialog;
import ij.gui.MessageDialog;
import ij.gui.MultiLineLabel;
import ij.gui.NonBlockingGenericDialog;
import ij.gui.WaitForUserDialog;
import ij.text.TextWindow;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.FileDialog;
import java.awt.Window;
import java.awt.event.WindowEvent;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Looks for dialogs while a macro runs. A message is closed, as a person would: one of {@code showMessage} means nothing
 * more, every other one is an error. All else asks a person.
 */
final class Dialogs {
  private static final int LOOK_MILLIS = 20;

  private final Thread macro;
  private final BiConsumer<String, String> onMessage;
  private final Consumer<String> onError;
  private final Consumer<String> onQuestion;
  private final Set<Window> seen = Collections.newSetFromMap(new WeakHashMap<>());

  /** @param onMessage gets title and text of every message, errors included; {@code onQuestion} gets a title */
  Dialogs(Thread macro, BiConsumer<String, String> onMessage, Consumer<String> onError, Consumer<String> onQuestion) {
    this.macro = macro;
    this.onMessage = onMessage;
    this.onError = onError;
    this.onQuestion = onQuestion;
  }

  void watch() {
    Thread watcher = new Thread(() -> {
      while (true) {
        look();
        try {
          Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException end) {
          return;
        }
      }
    }, "dialogs");
    watcher.setDaemon(true);
    watcher.start();
  }

  synchronized void look() {
    for (Window window : Window.getWindows()) {
      if (!(window instanceof Dialog dialog) || !blocks(dialog) || seen.contains(dialog)) continue;
      if (macro.isAlive() && !isWaiting()) continue; // a dialog shows before its thread waits
      seen.add(dialog);
      boolean isMessage = dialog instanceof MessageDialog || dialog instanceof HTMLDialog;
      boolean isMacroError = dialog instanceof GenericDialog && dialog.getTitle().equals("Macro Error");
      if (!isMessage && !isMacroError) {
        onQuestion.accept(dialog.getTitle());
        continue;
      }
      onMessage.accept(dialog.getTitle(), textOf(dialog));
      if (!stands("ij.macro.Functions", "showMessage")) onError.accept(textOf(dialog));
      EventQueue.invokeLater(() -> dialog.dispatchEvent(new WindowEvent(dialog, WindowEvent.WINDOW_CLOSING)));
    }
  }

  /** Empty when there is none. */
  static String textOfExceptionWindow() {
    return WindowManager.getFrame("Exception") instanceof TextWindow window ? window.getTextPanel().getText() : "";
  }

  /** The exception in the window that ImageJ opens for it, e.g. {@code java.lang.NullPointerException}; null: there is none. */
  static String exceptionWindow() {
    String text = textOfExceptionWindow();
    if (text.isEmpty()) return null;
    for (String line : text.split("\n")) if (line.matches("[\\w.$]+(Exception|Error)\\b.*")) return line.strip();
    return text.strip();
  }

  /** The last two are not modal, but hold the macro's thread. */
  private static boolean blocks(Dialog dialog) {
    boolean holds = dialog instanceof WaitForUserDialog || dialog instanceof NonBlockingGenericDialog;
    // Java lists a window before it is made, and then it counts as showing
    return dialog.isDisplayable() && dialog.isShowing() && (dialog.isModal() || holds);
  }

  private boolean isWaiting() {
    for (StackTraceElement element : macro.getStackTrace()) {
      String name = element.getClassName();
      if (name.equals("java.awt.WaitDispatchSupport") || name.contains("FileDialog")) return true;
      if (name.equals("java.awt.EventQueue") && element.getMethodName().equals("invokeAndWait")) return true; // a folder
      if (name.equals(WaitForUserDialog.class.getName())) return true;
      if (name.equals(NonBlockingGenericDialog.class.getName())) return true;
    }
    return false;
  }

  private boolean stands(String type, String method) {
    for (StackTraceElement element : macro.getStackTrace()) {
      if (element.getClassName().equals(type) && element.getMethodName().equals(method)) return true;
    }
    return false;
  }

  private static String textOf(Container container) {
    StringBuilder text = new StringBuilder();
    for (Component component : container.getComponents()) {
      if (component instanceof MultiLineLabel label) text.append(String.join("\n", linesOf(label))).append('\n');
      if (component instanceof javax.swing.JEditorPane pane) text.append(pane.getText().replaceAll("<[^>]+>", " "));
      if (component instanceof Container inner) text.append(textOf(inner)).append('\n');
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
