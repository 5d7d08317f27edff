package truth;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import ij.io.TiffDecoder;
import ij.measure.Calibration;
import ij.process.LUT;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * What the files of a folder hold. Each line on standard input is a folder; the answer is one line of JSON: for each file the
 * hash of its bytes, its text where it is text, and what a TIFF image or a ZIP archive holds, as lines.
 */
public final class Facts {
  private static final int LONGEST_TEXT_BYTES = 1 << 20;

  public static void main(String[] arguments) throws IOException {
    PrintStream answers = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(new PrintStream(OutputStream.nullOutputStream())); // ImageJ's own words
    BufferedReader folders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String folder = folders.readLine(); folder != null; folder = folders.readLine()) {
      answers.println(Json.of(ofFolder(Path.of(folder))));
    }
  }

  private static Map<String, Object> ofFolder(Path folder) throws IOException {
    Map<String, Object> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isRegularFile(path)) files.put(name, ofFile(path));
        else if (Files.isDirectory(path) && !name.isEmpty() && path.toFile().list().length == 0) files.put(name + "/", Map.of("sha256", ""));
      }
    }
    return files;
  }

  private static Map<String, Object> ofFile(Path path) throws IOException {
    byte[] bytes = Files.readAllBytes(path);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("sha256", sha256(bytes));
    String text = textOf(bytes);
    if (text != null) facts.put("text", text);
    List<String> lines = contentOf(path.getFileName().toString(), bytes);
    if (!lines.isEmpty()) facts.put("content", lines);
    return facts;
  }

  private static String textOf(byte[] bytes) {
    if (bytes.length > LONGEST_TEXT_BYTES) return null;
    for (byte b : bytes) if (b == 0) return null;
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException binary) {
      return null;
    }
  }

  /** Empty when this is neither, or is broken: then only the bytes count. */
  private static List<String> contentOf(String name, byte[] bytes) {
    String lower = name.toLowerCase();
    try {
      if (lower.endsWith(".tif") || lower.endsWith(".tiff")) return ofTiff(name, bytes);
      if (lower.endsWith(".zip")) return ofZip(bytes);
      if (lower.endsWith(".roi")) return List.of(ofRoi(bytes));
      return List.of();
    } catch (IOException | RuntimeException broken) {
      return List.of();
    }
  }

  /** The time of an entry does not count. */
  private static List<String> ofZip(byte[] bytes) throws IOException {
    List<String> lines = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        String start = "entry " + entry.getName();
        List<String> inner = contentOf(entry.getName(), content);
        if (inner.isEmpty()) lines.add(start + ": bytes " + sha256(content));
        for (String line : inner) lines.add(start + ": " + line);
      }
    }
    return lines;
  }

  private static String ofRoi(byte[] bytes) {
    Roi roi = RoiDecoder.openFromByteArray(bytes);
    return (roi == null ? "no ROI" : roi.toString()) + ", bytes " + sha256(bytes);
  }

  private static List<String> ofTiff(String name, byte[] bytes) throws IOException {
    FileInfo info = new TiffDecoder(new ByteArrayInputStream(bytes), name).getTiffInfo()[0];
    ImagePlus image = new Opener().openTiff(new ByteArrayInputStream(bytes), name);
    if (image == null) return List.of();
    List<String> lines = new ArrayList<>();
    lines.add("size " + image.getWidth() + " x " + image.getHeight() + ", " + image.getNChannels() + " channels, "
        + image.getNSlices() + " slices, " + image.getNFrames() + " frames, hyperstack " + image.getOpenAsHyperStack());
    lines.add("type " + new String[] {"8-bit", "16-bit", "32-bit", "8-bit color", "RGB"}[image.getType()]
        + (image instanceof CompositeImage composite ? ", composite " + composite.getModeAsString() : ""));
    lines.add("calibration " + calibration(image.getCalibration()));
    lines.add("description " + String.valueOf(info.description).strip().replace('\n', ' '));
    lines.add("info " + image.getInfoProperty());
    lines.add("properties " + Arrays.toString(image.getPropertiesAsArray()));
    lines.add("display range " + image.getDisplayRangeMin() + " to " + image.getDisplayRangeMax());
    lines.add("lookup tables " + Stream.of(image.getLuts()).map(Facts::ofLut).toList());
    lines.add("selection " + (image.getRoi() == null ? "none" : ofRoi(RoiEncoder.saveAsByteArray(image.getRoi()))));
    Overlay overlay = image.getOverlay();
    lines.add("overlay of " + (overlay == null ? 0 : overlay.size()));
    if (overlay != null) for (Roi roi : overlay) lines.add("overlay: " + ofRoi(RoiEncoder.saveAsByteArray(roi)));
    for (int n = 1; n <= image.getStackSize(); n++) {
      lines.add("slice " + n + " label " + image.getStack().getSliceLabel(n));
      lines.add("slice " + n + " pixels " + sha256(bytesOf(image.getStack().getPixels(n))));
    }
    return lines;
  }

  private static String calibration(Calibration c) {
    return c.pixelWidth + " x " + c.pixelHeight + " x " + c.pixelDepth + " " + c.getXUnit() + " " + c.getYUnit() + " "
        + c.getZUnit() + ", origin " + c.xOrigin + " " + c.yOrigin + " " + c.zOrigin + ", frames " + c.frameInterval + " "
        + c.getTimeUnit() + " " + c.fps + ", values " + c.getFunction() + " " + Arrays.toString(c.getCoefficients()) + " "
        + c.getValueUnit();
  }

  private static String ofLut(LUT lut) {
    return sha256(lut.getBytes()).substring(0, 12) + " " + lut.min + " to " + lut.max;
  }

  private static byte[] bytesOf(Object pixels) {
    if (pixels instanceof byte[] bytes) return bytes;
    if (pixels instanceof short[] shorts) {
      ByteBuffer buffer = ByteBuffer.allocate(2 * shorts.length);
      buffer.asShortBuffer().put(shorts);
      return buffer.array();
    }
    if (pixels instanceof int[] ints) {
      ByteBuffer buffer = ByteBuffer.allocate(4 * ints.length);
      buffer.asIntBuffer().put(ints);
      return buffer.array();
    }
    ByteBuffer buffer = ByteBuffer.allocate(4 * ((float[]) pixels).length);
    buffer.asFloatBuffer().put((float[]) pixels);
    return buffer.array();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException never) {
      throw new IllegalStateException(never);
    }
  }

  private Facts() {}
}
