package dfiji

import groovy.transform.CompileStatic

/** What a job has started besides its own thread: threads of its group, and tasks of Fiji's pools. */
@CompileStatic
class JobThreads {
  /** They get this long to see their interruption. */
  private static final long END_MILLIS = 200

  private final ThreadGroup group
  private final ThreadPools pools

  /** {@code thread}: the job's own, of this group, whose script has ended. */
  JobThreads(ThreadGroup group, Thread thread, ThreadPools pools) {
    this.group = group
    this.pools = pools
    thread.join(END_MILLIS)
  }

  boolean isAny() {
    return group.activeCount() > 0 || !pools.busy().isEmpty()
  }

  /** Interrupts them. Gives those that live after that all the same, in words. */
  List<String> end() {
    long deadline = System.currentTimeMillis() + END_MILLIS
    while (any && System.currentTimeMillis() < deadline) {
      group.interrupt()
      Thread.sleep(5)
    }
    Thread[] living = new Thread[group.activeCount() + 8]
    int count = group.enumerate(living)
    List<String> left = []
    for (int i = 0; i < count; i++) left.add("the thread " + living[i].name)
    return left + pools.busy()
  }
}
