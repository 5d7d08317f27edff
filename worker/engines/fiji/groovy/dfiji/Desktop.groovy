package dfiji

import groovy.transform.CompileStatic
import ij.IJ
import ij.ImageJ
import ij.ImagePlus
import ij.Menus
import ij.WindowManager
import ij.gui.ImageWindow
import ij.gui.Toolbar
import ij.plugin.frame.Editor
import ij.plugin.frame.PlugInDialog
import ij.plugin.frame.PlugInFrame
import java.awt.EventQueue
import java.awt.Frame
import java.awt.Point
import java.awt.Toolkit
import java.awt.Window
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** Fiji's windows on a display: ends the dialogs of a job, prints its Log window, and takes away what it left. */
@CompileStatic
class Desktop {
  /** For the event thread to close windows; one that does not come back has lost a window for ever. */
  private static final long CLOSE_MILLIS = 5_000
  /** Threads of commands may show a window again, also while they end (Orthogonal Views). */
  private static final int CLOSINGS = 5

  final EventSync events = new EventSync()
  final OverlayPaints paints = new OverlayPaints(events)
  final LogWindow log
  private final ImageJ imageJ
  /** Fiji's own, and those of what it starts by itself, such as its updater. */
  private final Map<Window, Boolean> own = new IdentityHashMap<>()
  private final SciJavaState sciJava
  private final Point location
  private final String status
  private final int menuItems
  private volatile Dialogs dialogs

  Desktop(SciJavaState sciJava, LogWindow log) {
    this.sciJava = sciJava
    this.log = log
    long deadline = System.currentTimeMillis() + CLOSE_MILLIS
    while (IJ.instance == null && System.currentTimeMillis() < deadline) Thread.sleep(Dialogs.LOOK_MILLIS) // it shows while scripts start
    imageJ = IJ.instance
    if (imageJ == null) throw new JobError("this Fiji shows no window of ImageJ")
    EventQueue.invokeAndWait({} as Runnable)
    events.waitForAll()
    for (Window window : Window.windows) own.put(window, window.showing)
    location = imageJ.location
    status = ImageJ.statusBarText
    menuItems = menuItems()
    Loop.daemon("watch") { watch() }
  }

  synchronized void begin(Dialogs ofJob) {
    events.forget()
    log.begin()
    dialogs = ofJob
    notifyAll()
  }

  /** After each function of a macro, in its thread. */
  void afterFunction(boolean isCommand) {
    if (isCommand) awaitQuit()
    Dialogs now = dialogs
    if (events.waitAfterChange(isCommand) && now != null) now.noteExceptionWindow()
  }

  /** In the job's thread, when its script has ended. */
  void settle() {
    events.waitAfterChange(false)
    Dialogs now = dialogs
    if (now != null) now.noteExceptionWindow()
    log.printAll()
  }

  /** Takes away all that the job left besides the state of BaseState. Gives what it could not, in words. */
  List<String> clear(JobThreads threads) {
    Dialogs ofJob = dialogs
    dialogs = null
    List<String> left = []
    if (ofJob != null && !ofJob.awaitClosed()) left.add("a dialog that does not close")
    List<String> alive = []
    boolean isAgain = true
    for (int closings = 0; isAgain && closings < CLOSINGS; closings++) {
      if (!inEventThread { closeWindows() }) return ["windows that do not close"]
      boolean hadThreads = threads.any
      events.waitForAll()
      alive = threads.end()
      isAgain = alive.isEmpty() && (hadThreads || !otherWindows().isEmpty())
    }
    if (!inEventThread { resetImageJ() }) return ["an event thread that does not answer"]
    for (Window window : otherWindows()) left.add("the window " + Dialogs.nameOf(window))
    if (!imageJ.showing) left.add("ImageJ's window closed")
    if (menuItems() != menuItems) left.add("new entries of the menus")
    if (Toolkit.defaultToolkit.systemClipboard.availableDataFlavors.length > 0) left.add("what is on the clipboard") // no call gives that back
    return left + alive
  }

  /** run("Quit") only starts the thread that ends ImageJ: the next statements, or the job's good end, would race with it. */
  private static void awaitQuit() {
    Thread[] threads = new Thread[Thread.activeCount() + 8]
    int count = Thread.enumerate(threads)
    for (int i = 0; i < count; i++) if (threads[i].name == "Quit") threads[i].join(CLOSE_MILLIS)
  }

  /** Looks for dialogs while a job runs; an idle loop does not wake. */
  private void watch() {
    while (true) {
      Dialogs now = dialogs
      if (now == null) {
        synchronized (this) {
          while (dialogs == null) wait()
        }
        continue
      }
      try {
        now.look()
        log.printOld()
      } catch (Throwable error) {
        error.printStackTrace() // of a window that closed meanwhile: the next look sees
      }
      Thread.sleep(Dialogs.LOOK_MILLIS)
    }
  }

  /** `Window.windows` also has closed ones: to close those again would open new ones (a second Log). */
  private void closeWindows() {
    sciJava.restore()
    for (Window window : Window.windows) {
      if (own.containsKey(window) || !window.displayable) continue
      SciJavaState.quietly {
        if (window instanceof ImageWindow) close((ImageWindow) window)
        else if (window instanceof PlugInFrame && !(window instanceof Editor)) ((PlugInFrame) window).close() // ends its threads
        else if (window instanceof PlugInDialog) ((PlugInDialog) window).close()
      }
      if (window.displayable) window.dispose()
      WindowManager.removeWindow(window)
    }
    // Fiji shows its Console when something is printed on standard error
    for (Map.Entry<Window, Boolean> one : own.entrySet()) if (!one.value && one.key.showing) one.key.visible = false
  }

  private List<Window> otherWindows() {
    return Window.windows.findAll { Window window -> !own.containsKey(window) && Dialogs.isOpen(window) }.toList()
  }

  private static void close(ImageWindow view) {
    ImagePlus image = view.imagePlus
    if (image == null) return
    image.changes = false
    image.deleteRoi() // a multi-point one would ask
    view.close()
  }

  /** What is not a static field. */
  private void resetImageJ() {
    Toolbar.instance.setTool(Toolbar.RECTANGLE)
    IJ.showStatus(status)
    IJ.showProgress(1.0d)
    imageJ.extendedState = Frame.NORMAL
    imageJ.location = location
    Menus.openRecentMenu.removeAll()
  }

  private static int menuItems() {
    return Menus.commands.size() + Menus.macrosMenu.itemCount
  }

  private static boolean inEventThread(Closure<?> work) {
    CountDownLatch done = new CountDownLatch(1)
    EventQueue.invokeLater({
      try {
        SciJavaState.quietly(work)
      } finally {
        done.countDown()
      }
    } as Runnable)
    return done.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS)
  }
}
