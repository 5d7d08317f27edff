package dfiji.imagej;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/** How much of the heap is still in use after a job, and how much of it the process has of the system. */
final class Memory {
  private static final long MIB = 1024 * 1024;
  private static final List<MemoryPoolMXBean> HEAP = ManagementFactory.getMemoryPoolMXBeans().stream()
      .filter(pool -> pool.getType() == MemoryType.HEAP)
      .toList();
  /** What the process may keep of its heap between two jobs, bytes: other copies may need the rest. */
  private static final long KEPT =
      Math.min(Runtime.getRuntime().maxMemory(), MIB * Long.getLong("dfiji.kept.mib", Long.MAX_VALUE / MIB));

  /** MiB alive at the last collection. Where one is due, it collects and looks again, and what is free goes back to the system. */
  static long liveMiB() {
    if (isCollectionDue()) System.gc();
    return liveAfterLastCollection() / MIB;
  }

  /** More than half of what may be kept was alive at the last collection, or the heap has grown beyond all of it. */
  static boolean isCollectionDue() {
    return liveAfterLastCollection() >= KEPT / 2 || Runtime.getRuntime().totalMemory() > KEPT;
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
