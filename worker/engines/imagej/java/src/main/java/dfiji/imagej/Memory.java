package dfiji.imagej;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** How much of the heap is still in use after a job. */
final class Memory {
  private static final long MIB = 1024 * 1024;
  private static final List<MemoryPoolMXBean> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
      .filter(pool -> pool.getType() == MemoryType.HEAP)
      .toList();

  /** MiB alive at the last collection. Where that is over half the heap, it collects and looks again. */
  static long liveMiB() {
    if (isHalfFull()) System.gc();
    return liveAfterLastCollection() / MIB;
  }

  static boolean isHalfFull() {
    return liveAfterLastCollection() >= Runtime.getRuntime().maxMemory() / 2;
  }

  private static long liveAfterLastCollection() {
    long bytes = 0;
    for (MemoryPoolMXBean pool : HEAP) {
      MemoryUsage usage = pool.getCollectionUsage();
      if (usage != null) bytes += usage.getUsed();
    }
    return bytes;
  }

  private Memory() {}
}
