package dfiji

import groovy.transform.CompileStatic
import ij.macro.MacroConstants
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.Paths
import java.util.concurrent.TimeUnit
import java.util.function.BiConsumer

/**
 * Ends an {@code open()} of a macro that takes too long: ImageJ never returns from some damaged files. A file that is only
 * slow gets a second more for each 5 MB; the time that the arguments take does not count, nor that of a whole folder. The
 * same as engine imagej's.
 */
@CompileStatic
class OpenLimit {
  private static final int LOOK_MILLIS = 250
  private static final double BYTES_A_SECOND = 5_000_000d
  /** A line of /proc/self/fdinfo/N, in octal: neither O_WRONLY nor O_RDWR. */
  private static final String READ_ONLY = /flags:\s*[0-7]*[04]/
  /** What the JVM itself keeps open: its classes and fonts. */
  private static final String OF_THE_JVM = /.*\.(jar|jsa|so|ttf|ttc|otf|pf[ab])|\/(dev|proc|etc|usr)\/.*|.*\/lib\/modules/

  private final double limitSeconds = 60 * Double.parseDouble(System.getenv("DFIJI_OPEN_MINUTES") ?: "5")
  /** The calls that run now, outermost first: whether each is {@code open}. Of the job's thread. */
  private final Deque<Boolean> calls = new ArrayDeque<>()
  private volatile Thread job
  /** Gets reason and advice; nothing of the script may run afterwards. */
  private volatile BiConsumer<String, String> onLate
  /** When the innermost call began or its last argument was known; 0: it is no {@code open}. */
  private volatile long beganNanos

  OpenLimit() {
    Loop.daemon("open limit") { watch() }
  }

  synchronized void begin(Thread ofJob, BiConsumer<String, String> late) {
    calls.clear()
    beganNanos = 0
    onLate = late
    job = ofJob
    notifyAll()
  }

  void end() {
    job = null
  }

  /** @param type of the function that begins; negative: one has ended */
  void called(int type) {
    if (type < 0) calls.pollLast()
    else calls.addLast(type == MacroConstants.OPEN)
    beganNanos = calls.peekLast() ? System.nanoTime() : 0
  }

  private void watch() {
    while (true) {
      synchronized (this) {
        while (job == null) wait() // an idle Fiji does not wake
      }
      Thread.sleep(LOOK_MILLIS)
      Thread now = job
      if (now != null) look(now)
    }
  }

  private void look(Thread ofJob) {
    long began = beganNanos
    if (began == 0) return
    double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1)
    if (seconds < limitSeconds || ofJob.stackTrace.any { StackTraceElement one -> one.className == "ij.plugin.FolderOpener" }) return
    Path file = openedFile()
    long bytes = sizeOf(file)
    if (seconds < limitSeconds + bytes / BYTES_A_SECOND || beganNanos != began) return
    job = null
    String name = file == null ? "a file" : "\"" + file.fileName + "\""
    onLate.accept(
      "open() of " + name + " (" + bytes + " bytes) did not return in " + Math.round(seconds) + " s",
      "look whether the file is damaged; raise `openMinutes` where it is only slow")
  }

  /** The largest file that this process only reads, without those of the JVM itself; null where there is no /proc. */
  private static Path openedFile() {
    List<Path> files = []
    for (File descriptor : new File("/proc/self/fd").listFiles() ?: [] as File[]) {
      Path file = readFile(descriptor)
      if (file != null && !(file.toString() ==~ OF_THE_JVM)) files.add(file)
    }
    return files.max { Path one -> sizeOf(one) }
  }

  private static Path readFile(File descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor.toPath())
      if (!file.absolute || !Files.isRegularFile(file)) return null
      List<String> info = Files.readAllLines(Paths.get("/proc/self/fdinfo", descriptor.name))
      return info.any { String line -> line ==~ READ_ONLY } ? file : null
    } catch (IOException closed) {
      return null
    }
  }

  private static long sizeOf(Path file) {
    try {
      return file == null ? 0 : Files.size(file)
    } catch (IOException gone) {
      return 0
    }
  }
}
