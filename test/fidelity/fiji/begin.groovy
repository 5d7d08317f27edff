// First of a truth's scripts, in a fresh Fiji with windows: a dialog that stands is how the case ended.
import java.awt.*
def textOf
textOf = { Container box ->
  box.components.collect { it instanceof Label || it instanceof javax.swing.JLabel ? it.text : it instanceof ij.gui.MultiLineLabel ? it.@lines.join("\n") : it instanceof Container ? textOf(it) : "" }.join("\n")
}
def okOf
okOf = { Container box -> box.components.findResult { it instanceof javax.swing.JButton && it.text == "OK" ? it : it instanceof Container ? okOf(it) : null } }
Thread.startDaemon {
  while (true) {
    // displayable, too: Java lists a window before it is made, and then it counts as showing
    def dialog = Window.windows.find { it instanceof Dialog && it.displayable && it.showing && (it.modal || it.class.simpleName in ["WaitForUserDialog", "NonBlockingGenericDialog"]) }
    // a person leaves what Fiji offers for a parameter as it is
    def ok = dialog?.title?.startsWith("script:") ? okOf(dialog) : null
    // a macro's showMessage asks nothing
    def isMessage = dialog instanceof ij.gui.MessageDialog && Thread.allStackTraces.values().any { stack -> stack.any { it.className == "ij.macro.Functions" && it.methodName == "showMessage" } }
    if (ok != null) EventQueue.invokeAndWait { ok.doClick() }
    else if (isMessage) {
      new File(System.getenv("TRUTH_RESULT") + "-shown").append(dialog.title + ": " + textOf(dialog).readLines().findAll { it.trim() }.join(" ") + "\n", "UTF-8")
      EventQueue.invokeAndWait { dialog.dispatchEvent(new java.awt.event.WindowEvent(dialog, java.awt.event.WindowEvent.WINDOW_CLOSING)) }
    } else if (dialog != null) {
      new File(System.getenv("TRUTH_RESULT")).setText("dialog\n" + dialog.title + "\n" + textOf(dialog).readLines().findAll { it.trim() }.join(" "), "UTF-8")
      Runtime.runtime.halt(0)
    }
    Thread.sleep(50)
  }
}
null // else Fiji warns of a value that it cannot show
