package dfiji.imagej;

import ij.Executer;
import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Macro;
import ij.Menus;
import ij.WindowManager;
import ij.gui.ImageWindow;
import ij.gui.Toolbar;
import ij.macro.Interpreter;
import ij.macro.JobInterpreter;
import ij.plugin.frame.Editor;
import ij.plugin.frame.PlugInDialog;
import ij.plugin.frame.PlugInFrame;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.Point;
import java.awt.Toolkit;
import java.awt.Window;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * ImageJ as it is, with its windows on a display of its own or on a screen in memory, and no class of it changed. A macro
 * runs as the editor's Run does it: in a thread that ImageJ knows as a macro's by its name, outside batch mode.
 */
final class Desktop {
  /** For the event thread to close windows; one that does not come back has lost a window for ever. */
  private static final long CLOSE_MILLIS = 5_000;
  /** Threads of commands may show a window again, also while they end (Orthogonal Views). */
  private static final int CLOSINGS = 5;

  private final ImageJ imageJ;
  private final EventSync events = new EventSync();
  private final OverlayPaints paints = new OverlayPaints(events);
  private final LogWindow log = new LogWindow();
  private final OpenLimit openLimit;
  private final Dialogs dialogs;
  private final EmptyTables emptyTables = new EmptyTables();
  private final JobInterpreter.FunctionCalls calls = new JobInterpreter.FunctionCalls() {
    @Override
    public void begin(boolean isOpen) {
      openLimit.begin(isOpen);
      areErrorsLogged = areErrorsLogged();
    }

    @Override
    public void beforeDrawing() {
      paints.await();
    }

    @Override
    public void openedNone(String path) {
      Trouble.openedNone(path);
    }

    @Override
    public void end(boolean isCommand) {
      openLimit.end();
      if (areErrorsLogged) IJ.getErrorMessage(); // forgets it: the script asked for no more than a line of the log
      if (isCommand) awaitQuit();
      if (events.waitAfterChange(isCommand)) dialogs.noteExceptionWindow();
    }
  };
  private final JobThread jobThread;
  private final Point location;
  private final String status;
  private final int menuItems;
  private volatile JobInterpreter current;
  /** {@code IJ.redirectErrorMessages()} was called before the function that runs now. */
  private boolean areErrorsLogged;

  Desktop(JobThread jobThread) throws InterruptedException, InvocationTargetException {
    this.jobThread = jobThread;
    imageJ = new ImageJ(ImageJ.STANDALONE);
    imageJ.exitWhenQuitting(true); // run("Quit") ends the JVM, as on the desktop
    EventQueue.invokeAndWait(() -> {});
    events.waitForAll();
    location = imageJ.getLocation();
    status = ImageJ.getStatusBarText();
    menuItems = menuItems();
    dialogs = new Dialogs(jobThread, this::halt, this::print);
    openLimit = new OpenLimit(jobThread, this::halt);
    Executer.addCommandListener(emptyTables);
    Executer.addCommandListener(paints::beforeCommand);
    Thread watch = new Thread(this::watch, "watch");
    watch.setDaemon(true);
    watch.start();
  }

  /** An interpreter for the next job. */
  synchronized JobInterpreter begin() {
    events.forget();
    log.begin();
    emptyTables.begin();
    IJ.getErrorMessage(); // forgets that of the last job
    current = new JobInterpreter(this::macroError, calls);
    notifyAll();
    return current;
  }

  /** Runs a macro in the job's thread; what went wrong is left in {@link Trouble}. {@code argument}: of getArgument(). */
  void interpret(JobInterpreter interpreter, String macro, String argument) {
    try {
      interpreter.runAsEditor(macro, argument);
    } catch (Throwable error) {
      boolean isCancel = Macro.MACRO_CANCELED.equals(error.getMessage());
      if (!isCancel) Trouble.thrown(error);
      interpreter.clearAfterThrow();
      ImagePlus image = WindowManager.getCurrentImage();
      if (image != null) image.unlock();
      if (!isCancel) IJ.handleException(error);
      else if (!Trouble.isExit(error)) Trouble.error("a command stopped the macro");
    } finally {
      openLimit.forget();
      events.waitAfterChange(false);
      dialogs.noteExceptionWindow();
      String message = IJ.getErrorMessage();
      if (message != null) Trouble.error(message);
      log.printAll();
    }
  }

  /** To be called in the job's thread after each job. */
  void leave() {
    WindowManager.setTempCurrentImage(null); // kept by thread: only the thread itself can remove it
    Macro.setOptions(null);
  }

  /** Takes away all that the job left besides the state of {@link BaseState}. Gives what it could not, in words. */
  List<String> clear() throws InterruptedException {
    current = null;
    List<String> left = new ArrayList<>();
    if (!dialogs.awaitClosed()) left.add("a dialog that does not close");
    List<Thread> threads = List.of();
    boolean isAgain = true;
    for (int closings = 0; isAgain && closings < CLOSINGS; closings++) {
      if (!inEventThread(this::closeWindows)) return List.of("windows that do not close");
      boolean hadThreads = !jobThread.others().isEmpty();
      events.waitForAll();
      threads = jobThread.endOthers();
      isAgain = threads.isEmpty() && (hadThreads || !otherWindows().isEmpty());
    }
    if (!inEventThread(this::resetImageJ)) return List.of("an event thread that does not answer");
    for (Window window : otherWindows()) left.add("the window " + Dialogs.nameOf(window));
    if (!imageJ.isShowing()) left.add("ImageJ's window closed");
    if (menuItems() != menuItems) left.add("new entries of the menus");
    if (hasClipboard()) left.add("what is on the clipboard"); // no call gives that back
    for (Thread thread : threads) left.add("the thread " + thread.getName());
    return left;
  }

  /** What the script had saved without a row of it, as {@link EmptyTables} says. */
  EmptyTables emptyTables() {
    return emptyTables;
  }

  private static final Field REDIRECT = redirect();

  private static boolean areErrorsLogged() {
    try {
      return REDIRECT.getBoolean(null);
    } catch (IllegalAccessException changed) {
      throw new IllegalStateException(changed);
    }
  }

  /** Private to ImageJ. */
  private static Field redirect() {
    try {
      Field field = IJ.class.getDeclaredField("redirectErrorMessages");
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException changed) {
      throw new IllegalStateException(changed);
    }
  }

  /** Prints what the job's log still holds back. */
  void printLog() {
    log.printAll();
  }

  /** Between the lines of the Log window. */
  private void print(String text) {
    log.printAll();
    System.out.println(text);
  }

  /** An error that stops a macro, with ImageJ's text. */
  private void macroError(Interpreter interpreter, String message) {
    Trouble.macroError(interpreter, message);
    print("Macro Error: " + message.lines().findFirst().orElse(""));
  }

  private void halt() {
    JobInterpreter interpreter = current;
    if (interpreter != null) interpreter.halt();
  }

  /** run("Quit") only starts the thread that ends ImageJ: the next statements, or the job's good end, would race with it. */
  private void awaitQuit() {
    try {
      for (Thread thread : jobThread.others()) if (thread.getName().equals("Quit")) thread.join(CLOSE_MILLIS);
    } catch (InterruptedException aborted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Looks for dialogs while a job runs; an idle host does not wake. */
  private void watch() {
    try {
      while (true) {
        synchronized (this) {
          while (current == null) wait();
        }
        dialogs.look();
        openLimit.look();
        log.printOld();
        Thread.sleep(Dialogs.LOOK_MILLIS);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** {@code Window.getWindows} also has closed ones: to close those again would open new ones (a second Log). */
  private void closeWindows() {
    for (Window window : Window.getWindows()) {
      if (window == imageJ || !window.isDisplayable()) continue;
      try {
        if (window instanceof ImageWindow view) close(view);
        else if (window instanceof PlugInFrame frame && !(frame instanceof Editor)) frame.close(); // ends its threads
        else if (window instanceof PlugInDialog dialog) dialog.close();
      } catch (RuntimeException error) {
        error.printStackTrace();
      }
      if (window.isDisplayable()) window.dispose();
      WindowManager.removeWindow(window);
    }
  }

  private List<Window> otherWindows() {
    return Arrays.stream(Window.getWindows()).filter(window -> window != imageJ && Dialogs.isOpen(window)).toList();
  }

  private static void close(ImageWindow view) {
    ImagePlus image = view.getImagePlus();
    if (image == null) return;
    image.changes = false;
    image.deleteRoi(); // a multi-point one would ask
    view.close();
  }

  /** What is not a static field. */
  private void resetImageJ() {
    Toolbar.getInstance().setTool(Toolbar.RECTANGLE);
    IJ.showStatus(status);
    IJ.showProgress(1.0);
    imageJ.setExtendedState(Frame.NORMAL);
    imageJ.setLocation(location);
    Menus.getOpenRecentMenu().removeAll();
  }

  private static int menuItems() {
    return Menus.getCommands().size() + Menus.getMacrosMenu().getItemCount();
  }

  private static boolean hasClipboard() {
    return Toolkit.getDefaultToolkit().getSystemClipboard().getAvailableDataFlavors().length > 0;
  }

  static boolean inEventThread(Runnable work) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    EventQueue.invokeLater(() -> {
      try {
        work.run();
      } catch (RuntimeException error) {
        error.printStackTrace();
      } finally {
        done.countDown();
      }
    });
    return done.await(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
