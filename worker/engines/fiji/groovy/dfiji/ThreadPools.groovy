package dfiji

import groovy.transform.CompileStatic
import ij.util.ThreadUtil
import java.util.concurrent.ExecutorService
import java.util.concurrent.ThreadFactory
import java.util.concurrent.ThreadPoolExecutor
import org.scijava.Context
import org.scijava.thread.ThreadService

/** Threads of ImageJ's and SciJava's pools belong to the loop, or they would count as what the first job left behind. */
@CompileStatic
class ThreadPools {
  private final ThreadGroup group = new ThreadGroup(Thread.currentThread().threadGroup, "pools")
  private final Map<String, ThreadPoolExecutor> pools = [:]
  private final Map<String, Integer> busyAtStart = [:]

  ThreadPools(Context context) {
    ThreadUtil.threadPoolExecutor.setThreadFactory({ Runnable task -> pooled(task, "pool") } as ThreadFactory)
    ThreadService service = context.service(ThreadService)
    ExecutorService executor = service.executorService
    if (!(executor instanceof ThreadPoolExecutor)) return
    // SciJava knows its threads by their names
    ((ThreadPoolExecutor) executor).setThreadFactory({ Runnable task -> pooled(task, service.newThread(task).name) } as ThreadFactory)
    pools.put("SciJava's", (ThreadPoolExecutor) executor)
    for (Map.Entry<String, ThreadPoolExecutor> one : pools.entrySet()) busyAtStart.put(one.key, one.value.activeCount)
  }

  /** Pools in which a task of the job still runs, in words. */
  List<String> busy() {
    List<String> found = []
    for (Map.Entry<String, ThreadPoolExecutor> one : pools.entrySet()) {
      if (one.value.activeCount > busyAtStart.get(one.key)) found.add("a task in ${one.key} threads".toString())
    }
    return found
  }

  /** The job's own group is where its errors are looked for. */
  boolean holds(Thread thread) {
    return group.is(thread.threadGroup)
  }

  private Thread pooled(Runnable task, String name) {
    Thread thread = new Thread(group, task, name)
    thread.daemon = true
    return thread
  }
}
