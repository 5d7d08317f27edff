package dfiji

import groovy.transform.CompileStatic
import java.lang.management.ManagementFactory
import java.lang.management.MemoryPoolMXBean
import java.lang.management.MemoryType
import java.lang.management.MemoryUsage

/** How much of the heap is still in use after a job. */
@CompileStatic
class Memory {
  private static final long MIB = 1024 * 1024

  /** MiB alive at the last collection. Where that is over half the heap, it collects and looks again. */
  static long liveMiB() {
    long live = liveAfterLastCollection()
    if (live >= Runtime.runtime.maxMemory().intdiv(2).longValue()) {
      System.gc()
      live = liveAfterLastCollection()
    }
    return live.intdiv(MIB).longValue()
  }

  private static long liveAfterLastCollection() {
    long bytes = 0
    for (MemoryPoolMXBean pool : ManagementFactory.memoryPoolMXBeans) {
      MemoryUsage usage = pool.type == MemoryType.HEAP ? pool.collectionUsage : null
      if (usage != null) bytes += usage.used
    }
    return bytes
  }
}
