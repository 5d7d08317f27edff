package dfiji.imagej.screen;

import java.awt.GraphicsConfiguration;
import java.awt.GraphicsDevice;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.geom.AffineTransform;
import java.awt.image.ColorModel;
import java.lang.reflect.Field;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sun.java2d.SunGraphicsEnvironment;

/**
 * A screen that is only in memory: windows open, close, are in front and have the focus, and nothing is shown. With it
 * ImageJ runs as it is, window for window, in a JVM without a display.
 */
public final class MemoryScreen {
  /** As that of a virtual display: scripts see it. */
  static final Rectangle BOUNDS = new Rectangle(0, 0, 4096, 4096);

  /** Their native parts are in a library that a JVM without a display does not load, and are of no use here. */
  private static final List<String> WITH_NATIVE_PARTS = List.of(
      "AWTEvent", "Button", "Checkbox", "CheckboxMenuItem", "Choice", "Component", "Container", "Cursor", "Dialog", "Dimension",
      "Event", "FileDialog", "FontMetrics", "Frame", "Insets", "KeyboardFocusManager", "Label", "Menu", "MenuBar",
      "MenuComponent", "MenuItem", "ScrollPane", "ScrollPaneAdjustable", "Scrollbar", "TextArea", "TextField", "TrayIcon",
      "Window", "event.InputEvent", "event.KeyEvent", "event.MouseEvent");

  /**
   * To be called before all else of AWT, in a JVM that was started with {@code java.awt.headless=true}.
   * @param onReading gets why a program that reads the screen cannot
   * @throws ReflectiveOperationException where this Java's AWT has other insides, as may RuntimeException and LinkageError
   */
  public static void install(Consumer<String> onReading) throws ReflectiveOperationException {
    Toolkit.getDefaultToolkit();
    GraphicsEnvironment.getLocalGraphicsEnvironment();
    for (String name : WITH_NATIVE_PARTS) Class.forName("java.awt." + name);
    noSplashScreen();
    set(GraphicsEnvironment.class, "headless", false);
    System.setProperty("java.awt.headless", "false");
    setFinal(Class.forName("java.awt.GraphicsEnvironment$LocalGE"), "INSTANCE", new Environment());
    set(Toolkit.class, "toolkit", new MemoryToolkit(onReading));
  }

  static GraphicsConfiguration configuration() {
    return Device.CONFIGURATION;
  }

  /** The first window would close it, by the same library. */
  private static void noSplashScreen() throws ReflectiveOperationException {
    Field field = Window.class.getDeclaredField("beforeFirstWindowShown");
    field.setAccessible(true);
    ((AtomicBoolean) field.get(null)).set(false);
  }

  private static void set(Class<?> owner, String name, Object value) throws ReflectiveOperationException {
    Field field = owner.getDeclaredField(name);
    field.setAccessible(true);
    field.set(null, value);
  }

  private static void setFinal(Class<?> owner, String name, Object value) throws ReflectiveOperationException {
    jdk.internal.misc.Unsafe unsafe = jdk.internal.misc.Unsafe.getUnsafe();
    Field field = owner.getDeclaredField(name);
    unsafe.putReference(unsafe.staticFieldBase(field), unsafe.staticFieldOffset(field), value);
  }

  private static final class Environment extends SunGraphicsEnvironment {
    @Override
    protected int getNumScreens() {
      return 1;
    }

    @Override
    protected GraphicsDevice makeScreenDevice(int number) {
      return Device.ONLY;
    }

    @Override
    public boolean isDisplayLocal() {
      return true;
    }
  }

  private static final class Device extends GraphicsDevice {
    static final Device ONLY = new Device();
    static final GraphicsConfiguration CONFIGURATION = new Configuration();

    @Override
    public int getType() {
      return TYPE_RASTER_SCREEN;
    }

    @Override
    public String getIDstring() {
      return ":0.0";
    }

    @Override
    public GraphicsConfiguration[] getConfigurations() {
      return new GraphicsConfiguration[] {CONFIGURATION};
    }

    @Override
    public GraphicsConfiguration getDefaultConfiguration() {
      return CONFIGURATION;
    }
  }

  private static final class Configuration extends GraphicsConfiguration {
    @Override
    public GraphicsDevice getDevice() {
      return Device.ONLY;
    }

    @Override
    public ColorModel getColorModel() {
      return getColorModel(java.awt.Transparency.OPAQUE);
    }

    @Override
    public ColorModel getColorModel(int transparency) {
      return transparency == java.awt.Transparency.OPAQUE
          ? new java.awt.image.DirectColorModel(24, 0xff0000, 0xff00, 0xff)
          : ColorModel.getRGBdefault();
    }

    @Override
    public AffineTransform getDefaultTransform() {
      return new AffineTransform();
    }

    @Override
    public AffineTransform getNormalizingTransform() {
      return new AffineTransform();
    }

    @Override
    public Rectangle getBounds() {
      return new Rectangle(BOUNDS);
    }
  }

  private MemoryScreen() {}
}
