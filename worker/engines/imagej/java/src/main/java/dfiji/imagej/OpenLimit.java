package dfiji.imagej;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Ends an {@code open()} that takes too long: ImageJ never returns from some damaged files. A file that is only slow gets
 * a second more for each 5 MB.
 */
final class OpenLimit {
  private static final long BYTES_A_SECOND = 5_000_000;
  private static final long MINUTES = Long.getLong("dfiji.open.minutes", 5);

  private final JobThread jobThread;
  private final Runnable halt;
  /** 0: none is under way. */
  private volatile long beganNanos;

  /** {@code halt}: nothing of the script runs afterwards */
  OpenLimit(JobThread jobThread, Runnable halt) {
    this.jobThread = jobThread;
    this.halt = halt;
  }

  void begin() {
    beganNanos = System.nanoTime();
  }

  void end() {
    beganNanos = 0;
  }

  void look() {
    long began = beganNanos;
    if (began == 0) return;
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    if (seconds < MINUTES * 60) return;
    Path file = openedFile();
    long bytes = sizeOf(file);
    if (seconds < MINUTES * 60 + bytes / BYTES_A_SECOND) return;
    beganNanos = 0;
    String name = file == null ? "a file" : "\"" + file.getFileName() + "\"";
    Trouble.tookTooLong(
        "open() of " + name + " (" + bytes + " bytes) did not return in " + seconds + " s",
        "look whether the file is damaged; raise openMinutes where it is only slow");
    halt.run();
    jobThread.giveUp();
  }

  /** The largest file that this process has open and that is none of its own jars. */
  private static Path openedFile() {
    Path largest = null;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        Path file = target(descriptor);
        if (file == null || file.toString().matches(".*\\.(jar|jsa|so)|/dev/.*|.*/lib/modules")) continue;
        if (largest == null || sizeOf(file) > sizeOf(largest)) largest = file;
      }
    } catch (IOException notLinux) {
      return null;
    }
    return largest;
  }

  private static Path target(Path descriptor) {
    try {
      Path file = Files.readSymbolicLink(descriptor);
      return file.isAbsolute() && Files.exists(file) ? file : null;
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
