package dfiji.imagej;

import dfiji.imagej.screen.MemoryScreen;
import ij.IJ;
import ij.ImageJ;
import ij.WindowManager;

/**
 * A macro whose command leaves a thread that shows an image while it ends, as that of Orthogonal Views does on a busy computer.
 * Prints what the answer says is left over, how many images are open after it, and what the status bar says.
 */
public final class LateImage {
  public static void main(String[] arguments) throws Exception {
    MemoryScreen.install(reason -> {});
    JobThread jobThread = new JobThread();
    MacroRunner runner = new MacroRunner(jobThread, new Desktop(jobThread));
    String macro = "call('dfiji.imagej.LateImage.start');";
    System.out.println("left: " + runner.run(macro, "", "late.ijm").getJSONArray("leftOver"));
    System.out.println("threads: " + jobThread.others().size());
    System.out.println("images: " + WindowManager.getImageCount());
    System.out.println("status: " + ImageJ.getStatusBarText().equals("late"));
    System.exit(0);
  }

  /** Called by the macro, in the job's thread. */
  public static void start() {
    new Thread(() -> {
      try {
        Thread.sleep(10_000);
      } catch (InterruptedException ended) {
        IJ.newImage("late", "8-bit black", 8, 8, 1);
        IJ.showStatus("late");
      }
    }).start();
  }

  private LateImage() {}
}
