package dfiji.imagej;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Ends an {@code open()} that takes too long: ImageJ never returns from some damaged files. A file that is only slow gets
 * a second more for each 5 MB; the time that the arguments take does not count, nor that of a whole folder.
 */
final class OpenLimit {
  private static final long BYTES_A_SECOND = 5_000_000;
  private static final double DEFAULT_MINUTES = 5;
  /** A line of /proc/self/fdinfo/N, in octal: neither O_WRONLY nor O_RDWR. */
  private static final String READ_ONLY = "flags:\\s*[0-7]*[04]";
  /** What the JVM itself keeps open: its classes and fonts. */
  private static final String OF_THE_JVM = ".*\\.(jar|jsa|so|ttf|ttc|otf|pf[ab])|/(dev|proc|etc|usr)/.*|.*/lib/modules";

  private final double limitSeconds =
      60 * Double.parseDouble(System.getProperty("dfiji.open.minutes", String.valueOf(DEFAULT_MINUTES)));
  private final JobThread jobThread;
  private final Runnable halt;
  /** The calls that run now, outermost first: whether each is {@code open}. Of the job's thread. */
  private final Deque<Boolean> calls = new ArrayDeque<>();
  /** When the innermost call began or its last argument was known; 0: it is no {@code open}. */
  private volatile long beganNanos;

  /** {@code halt}: nothing of the script runs afterwards */
  OpenLimit(JobThread jobThread, Runnable halt) {
    this.jobThread = jobThread;
    this.halt = halt;
  }

  void begin(boolean isOpen) {
    calls.addLast(isOpen);
    restart();
  }

  void end() {
    calls.pollLast();
    restart();
  }

  /** Also when the calls were left by an error. */
  void forget() {
    calls.clear();
    restart();
  }

  void look() {
    long began = beganNanos;
    if (began == 0) return;
    double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
    if (seconds < limitSeconds || jobThread.standsIn("ij.plugin.FolderOpener")) return;
    Path file = openedFile();
    long bytes = sizeOf(file);
    if (seconds < limitSeconds + bytes / (double) BYTES_A_SECOND || beganNanos != began) return;
    beganNanos = 0;
    String name = file == null ? "a file" : "\"" + file.getFileName() + "\"";
    Trouble.tookTooLong(
        "open() of " + name + " (" + bytes + " bytes) did not return in " + Math.round(seconds) + " s",
        "look whether the file is damaged; raise `openMinutes` where it is only slow");
    halt.run();
    jobThread.giveUp();
  }

  private void restart() {
    beganNanos = Boolean.TRUE.equals(calls.peekLast()) ? System.nanoTime() : 0;
  }

  /** The largest file that this process only reads, without those of the JVM itself. */
  private static Path openedFile() {
    Path largest = null;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        Path file = readFile(descriptor);
        if (file == null || file.toString().matches(OF_THE_JVM)) continue;
        if (largest == null || sizeOf(file) > sizeOf(largest)) largest = file;
      }
    } catch (IOException notLinux) {
      return null;
    }
    return largest;
  }

  private static Path readFile(Path descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      if (!file.isAbsolute() || !Files.exists(file) || Files.isDirectory(file)) return null;
      String info = Files.readString(Path.of("/proc/self/fdinfo").resolve(descriptor.getFileName()));
      return info.lines().anyMatch(line -> line.matches(READ_ONLY)) ? file : null;
    } catch (IOException closed) {
      return null;
    }
  }

  private static long sizeOf(Path file) {
    try {
      return file == null ? 0 : Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }
}
