package dfiji.imagej;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * The thread that all jobs run in, in a thread group of its own, so that what a job starts is known. One thread and not one
 * for each job: Java's drawing keeps its large buffers by thread, and to make them again costs some 3 ms. What else a job can
 * change of a thread is put back; a job that was aborted or left threads ends the whole JVM.
 */
final class JobThread {
  /** ImageJ's commands stop a macro at an error only in threads with this suffix, as in its own windows. */
  private static final String NAME = "job_Macro$";
  /** Threads that a job leaves behind get this long to see their interruption. */
  private static final long LEFT_OVER_MILLIS = 200;

  private final ThreadGroup group = new ThreadGroup("job");
  private final BlockingQueue<Runnable> jobs = new LinkedBlockingQueue<>();
  private final Semaphore ended = new Semaphore(0);
  private final Thread thread = new Thread(group, this::work, NAME);
  private final ClassLoader loader = thread.getContextClassLoader();

  JobThread() {
    thread.setDaemon(true); // the host's main thread keeps the JVM alive
    thread.start();
  }

  /** Returns when the job has ended. */
  void run(Runnable job) throws InterruptedException {
    jobs.add(job);
    ended.acquire();
  }

  /** What lives in the group besides this thread. */
  List<Thread> others() {
    Thread[] living = new Thread[group.activeCount() + 8];
    int count = group.enumerate(living);
    return Arrays.stream(living, 0, count).filter(other -> other != thread).toList();
  }

  /** Interrupts what the job started and left running. Gives what lives after that all the same. */
  List<Thread> endOthers() throws InterruptedException {
    long deadline = System.currentTimeMillis() + LEFT_OVER_MILLIS;
    List<Thread> left = others();
    while (!left.isEmpty() && System.currentTimeMillis() < deadline) {
      left.forEach(Thread::interrupt);
      Thread.sleep(5);
      left = others();
    }
    return left;
  }

  /** The job that runs will not end: {@link #run} returns, and the JVM can run no other. */
  void giveUp() {
    ended.release();
  }

  /** Where the job stands now. */
  StackTraceElement[] stack() {
    return thread.getStackTrace();
  }

  /** Whether the job stands in a method of this class now. */
  boolean standsIn(String className) {
    return Arrays.stream(stack()).anyMatch(element -> element.getClassName().equals(className));
  }

  /** To be called while a job runs. */
  void interruptAll() {
    group.interrupt();
  }

  private void work() {
    while (true) {
      try {
        Runnable job = jobs.take();
        try {
          job.run();
        } finally {
          resetThread();
          ended.release();
        }
      } catch (InterruptedException late) {
        // an abort that came when its job had just ended: nothing to stop
      } catch (Throwable error) {
        error.printStackTrace(); // of tidying up after the job: the next one can run
      }
    }
  }

  private void resetThread() {
    Thread.interrupted();
    thread.setName(NAME);
    thread.setPriority(Thread.NORM_PRIORITY);
    thread.setContextClassLoader(loader);
  }
}
