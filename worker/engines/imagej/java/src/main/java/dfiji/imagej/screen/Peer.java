package dfiji.imagej.screen;

import java.awt.AWTEvent;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Dialog;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Frame;
import java.awt.Graphics;
import java.awt.Image;
import java.awt.Insets;
import java.awt.Label;
import java.awt.List;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Scrollbar;
import java.awt.TextArea;
import java.awt.TextComponent;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ComponentEvent;
import java.awt.event.PaintEvent;
import java.awt.image.BufferedImage;
import java.awt.image.ImageProducer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.TreeSet;

/** What a component has of a display: its place, its size, the text that is typed into it. */
final class Peer implements InvocationHandler {
  /** Of openbox's frame around a window. */
  private static final Insets FRAME = new Insets(20, 1, 5, 1);
  private static final Font FONT = new Font(Font.DIALOG, Font.PLAIN, 12);

  private final Component target;
  private final WindowOrder windows;
  private final StringBuilder text = new StringBuilder();
  private final TreeSet<Integer> selected = new TreeSet<>();
  private int selectionStart;
  private int selectionEnd;
  private int state;

  Peer(Component target, WindowOrder windows) {
    this.target = target;
    this.windows = windows;
    if (target instanceof TextComponent component) text.append(component.getText());
    if (target instanceof List list) for (int index : list.getSelectedIndexes()) selected.add(index);
    if (target instanceof Frame frame) state = frame.getExtendedState();
  }

  Object as(Class<?> type) {
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, this);
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> "peer of " + target;
      case "getPreferredSize", "getMinimumSize" -> size(arguments);
      case "getInsets" -> insets();
      case "getLocationOnScreen" -> locationOnScreen();
      case "getGraphics" -> graphics();
      case "getFontMetrics" -> Toolkit.getDefaultToolkit().getFontMetrics((Font) arguments[0]);
      case "getColorModel" -> MemoryScreen.configuration().getColorModel();
      case "getGraphicsConfiguration", "getAppropriateGraphicsConfiguration" -> MemoryScreen.configuration();
      case "createImage" -> image(arguments);
      case "createVolatileImage" -> image(arguments);
      case "isFocusable" -> target instanceof TextComponent;
      case "handleEvent" -> handle((AWTEvent) arguments[0]);
      case "setBounds" -> setBounds((Integer) arguments[4]);
      case "setVisible" -> setVisible((Boolean) arguments[0]);
      case "toFront" -> front();
      case "dispose" -> dispose(proxy);
      case "setState" -> setState(arguments[0]);
      case "getState" -> state;
      case "getBoundsPrivate" -> target.getBounds();
      case "getText" -> text.toString();
      case "setText" -> setText((String) arguments[0]);
      case "insert" -> replace((String) arguments[0], (Integer) arguments[1], (Integer) arguments[1]);
      case "replaceRange" -> replace((String) arguments[0], (Integer) arguments[1], (Integer) arguments[2]);
      case "select" -> select(arguments);
      case "deselect" -> selected.remove(arguments[0]);
      case "getSelectedIndexes" -> selected.stream().mapToInt(Integer::intValue).toArray();
      case "getSelectionStart", "getCaretPosition" -> selectionStart;
      case "getSelectionEnd" -> selectionEnd;
      case "setCaretPosition" -> select(arguments[0], arguments[0]);
      case "delItems", "removeAll" -> clearSelection();
      default -> Nothing.of(method);
    };
  }

  private Dimension size(Object[] arguments) {
    FontMetrics metrics = target.getFontMetrics(target.getFont() == null ? FONT : target.getFont());
    int line = metrics.getHeight();
    if (target instanceof Button button) return new Dimension(width(metrics, button.getLabel()) + 14, line + 8);
    if (target instanceof Label label) return new Dimension(width(metrics, label.getText()) + 8, line + 6);
    if (target instanceof Checkbox box) return new Dimension(width(metrics, box.getLabel()) + 25, line + 8);
    if (target instanceof Choice choice) return new Dimension(widest(metrics, choice) + 35, line + 6);
    if (target instanceof TextArea) return new Dimension(8 * (Integer) arguments[1] + 17, line * (Integer) arguments[0] + 17);
    if (target instanceof TextField) {
      return new Dimension(arguments == null ? width(metrics, text.toString()) + 10 : 8 * (Integer) arguments[0] + 10, line + 16);
    }
    if (target instanceof List) return new Dimension(139, arguments == null ? 72 : (line + 1) * (Integer) arguments[0] + 8);
    if (target instanceof Scrollbar bar) {
      return bar.getOrientation() == Scrollbar.VERTICAL ? new Dimension(17, 50) : new Dimension(50, 17);
    }
    return target.getSize();
  }

  private static int width(FontMetrics metrics, String text) {
    return text == null ? 0 : metrics.stringWidth(text);
  }

  private static int widest(FontMetrics metrics, Choice choice) {
    int widest = 0;
    for (int i = 0; i < choice.getItemCount(); i++) widest = Math.max(widest, width(metrics, choice.getItem(i)));
    return widest;
  }

  private Insets insets() {
    if (target instanceof Frame frame && !frame.isUndecorated()) {
      int menu = frame.getMenuBar() == null ? 0 : 25;
      return new Insets(FRAME.top + menu, FRAME.left, frame.isResizable() ? FRAME.bottom : FRAME.left, FRAME.right);
    }
    if (target instanceof Dialog dialog && !dialog.isUndecorated()) {
      return new Insets(FRAME.top, FRAME.left, dialog.isResizable() ? FRAME.bottom : FRAME.left, FRAME.right);
    }
    return new Insets(0, 0, 0, 0);
  }

  private Point locationOnScreen() {
    Point point = target.getLocation();
    for (Component one = target; !(one instanceof Window) && one.getParent() != null; ) {
      one = one.getParent();
      point.translate(one.getX(), one.getY());
    }
    return point;
  }

  /** Nothing of it is seen. */
  private Graphics graphics() {
    Graphics graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    graphics.setFont(target.getFont() == null ? FONT : target.getFont());
    return graphics;
  }

  private Image image(Object[] arguments) {
    if (arguments[0] instanceof ImageProducer producer) return Toolkit.getDefaultToolkit().createImage(producer);
    return MemoryScreen.configuration().createCompatibleImage((Integer) arguments[0], (Integer) arguments[1]);
  }

  /** ImageJ waits until a canvas that it wants painted is. */
  private Void handle(AWTEvent event) {
    if (!(event instanceof PaintEvent paint)) return null;
    Graphics graphics = graphics();
    try {
      if (paint.getID() == PaintEvent.PAINT) target.paint(graphics);
      else target.update(graphics);
    } finally {
      graphics.dispose();
    }
    return null;
  }

  private Void setBounds(int operation) {
    if (!(target instanceof Window)) return null;
    WindowOrder.post(new ComponentEvent(target, ComponentEvent.COMPONENT_RESIZED));
    WindowOrder.post(new ComponentEvent(target, ComponentEvent.COMPONENT_MOVED));
    return null;
  }

  private Void setVisible(boolean visible) {
    if (!(target instanceof Window window)) return null;
    if (visible) windows.front(window);
    else windows.hide(window);
    return null;
  }

  private Void front() {
    if (target.isVisible()) windows.front((Window) target);
    return null;
  }

  private Void dispose(Object proxy) {
    if (target instanceof Window window) windows.hide(window);
    MemoryToolkit.disposed(target, proxy);
    return null;
  }

  private Void setState(Object value) {
    if (value instanceof Integer number) state = number;
    return null;
  }

  private Void setText(String value) {
    text.setLength(0);
    text.append(value);
    return null;
  }

  private Void replace(String value, int start, int end) {
    text.replace(Math.min(start, text.length()), Math.min(end, text.length()), value);
    return null;
  }

  private Void select(Object... arguments) {
    if (target instanceof List list) {
      if (!list.isMultipleMode()) selected.clear();
      selected.add((Integer) arguments[0]);
    } else if (arguments.length == 2) {
      selectionStart = (Integer) arguments[0];
      selectionEnd = (Integer) arguments[1];
    }
    return null;
  }

  private Void clearSelection() {
    selected.clear();
    return null;
  }
}
