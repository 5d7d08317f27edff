package dfiji.imagej;

import dfiji.imagej.screen.MemoryScreen;
import ij.ImageJ;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Frame;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What {@link Dialogs} says of two dialogs while the job's thread waits for the event thread: one that counts as showing and
 * has not been made yet, as every dialog for a moment of its constructor, and one that is shown. Prints two numbers: how often
 * the job was halted after each.
 */
public final class LookAtDialogs {
  public static void main(String[] arguments) throws Exception {
    MemoryScreen.install(reason -> {});
    new ImageJ(ImageJ.STANDALONE);
    JobThread job = new JobThread();
    AtomicInteger halts = new AtomicInteger();
    Dialogs dialogs = new Dialogs(job, halts::incrementAndGet, text -> {});
    CountDownLatch looked = new CountDownLatch(1);
    inJob(job, () -> EventQueue.invokeAndWait(() -> await(looked)));
    Dialog unmade = new Dialog((Frame) null, "unmade", true) {
      @Override
      public boolean isShowing() {
        return true;
      }
    };
    while (!job.standsIn("java.awt.EventQueue")) Thread.sleep(1);
    dialogs.look();
    System.out.println(unmade.getTitle() + ": " + halts.get());
    looked.countDown();
    Dialog shown = new Dialog((Frame) null, "shown", true);
    inJob(job, () -> shown.setVisible(true));
    while (!job.standsIn("java.awt.WaitDispatchSupport")) Thread.sleep(1);
    dialogs.look();
    System.out.println(shown.getTitle() + ": " + halts.get());
    System.exit(0);
  }

  private interface Task {
    void run() throws Exception;
  }

  private static void inJob(JobThread job, Task task) {
    new Thread(() -> {
      try {
        job.run(() -> {
          try {
            task.run();
          } catch (Exception error) {
            throw new IllegalStateException(error);
          }
        });
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }).start();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }
}
