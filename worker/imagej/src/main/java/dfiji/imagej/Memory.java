package dfiji.imagej;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/** How much of the heap is still in use after a job. */
final class Memory {
  private static final long MIB = 1024 * 1024;

  /** MiB alive at the last collection. Where that is over half the heap, it collects and looks again. */
  static long liveMiB() {
    long live = liveAfterLastCollection();
    if (live < Runtime.getRuntime().maxMemory() / 2) return live / MIB;
    System.gc();
    return liveAfterLastCollection() / MIB;
  }

  private static long liveAfterLastCollection() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      MemoryUsage usage = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
      if (usage != null) bytes += usage.getUsed();
    }
    return bytes;
  }

  private Memory() {}
}
