package dfiji

import groovy.transform.CompileStatic
import java.lang.management.ManagementFactory
import java.lang.management.MemoryPoolMXBean
import java.lang.management.MemoryType
import java.lang.management.MemoryUsage

/** How much of the heap is still in use after a job, and how much of it the process has of the system. */
@CompileStatic
class Memory {
  private static final long MIB = 1024 * 1024

  /** What the process may keep of its heap between two jobs, bytes: other copies may need the rest. */
  private static final long KEPT =
    Math.min(Runtime.runtime.maxMemory(), MIB * Long.getLong("dfiji.kept.mib", Long.MAX_VALUE.intdiv(MIB).longValue()))

  /** MiB alive at the last collection. Where one is due, it collects and looks again, and what is free goes back to the system. */
  static long liveMiB() {
    long live = liveAfterLastCollection()
    // more than half of what may be kept was alive, or the heap has grown beyond all of it
    if (live >= KEPT.intdiv(2).longValue() || Runtime.runtime.totalMemory() > KEPT) {
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
