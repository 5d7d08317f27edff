package dfiji.imagej.screen;

import java.awt.AWTException;
import java.awt.Button;
import java.awt.Canvas;
import java.awt.Checkbox;
import java.awt.CheckboxMenuItem;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Dialog;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.FileDialog;
import java.awt.Frame;
import java.awt.GraphicsDevice;
import java.awt.JobAttributes;
import java.awt.Label;
import java.awt.List;
import java.awt.Menu;
import java.awt.MenuBar;
import java.awt.MenuItem;
import java.awt.PageAttributes;
import java.awt.Panel;
import java.awt.PopupMenu;
import java.awt.PrintJob;
import java.awt.ScrollPane;
import java.awt.Scrollbar;
import java.awt.SystemTray;
import java.awt.TextArea;
import java.awt.TextField;
import java.awt.TrayIcon;
import java.awt.Window;
import java.awt.datatransfer.Clipboard;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.dnd.DragGestureEvent;
import java.awt.dnd.peer.DragSourceContextPeer;
import java.awt.font.TextAttribute;
import java.awt.im.InputMethodHighlight;
import java.awt.im.spi.InputMethodDescriptor;
import java.awt.image.ColorModel;
import java.awt.peer.ButtonPeer;
import java.awt.peer.CanvasPeer;
import java.awt.peer.CheckboxMenuItemPeer;
import java.awt.peer.CheckboxPeer;
import java.awt.peer.ChoicePeer;
import java.awt.peer.DialogPeer;
import java.awt.peer.FileDialogPeer;
import java.awt.peer.FramePeer;
import java.awt.peer.KeyboardFocusManagerPeer;
import java.awt.peer.LabelPeer;
import java.awt.peer.ListPeer;
import java.awt.peer.MenuBarPeer;
import java.awt.peer.MenuItemPeer;
import java.awt.peer.MenuPeer;
import java.awt.peer.MouseInfoPeer;
import java.awt.peer.PanelPeer;
import java.awt.peer.PopupMenuPeer;
import java.awt.peer.RobotPeer;
import java.awt.peer.ScrollPanePeer;
import java.awt.peer.ScrollbarPeer;
import java.awt.peer.SystemTrayPeer;
import java.awt.peer.TextAreaPeer;
import java.awt.peer.TextFieldPeer;
import java.awt.peer.TrayIconPeer;
import java.awt.peer.WindowPeer;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import sun.awt.AppContext;
import sun.awt.LightweightFrame;
import sun.awt.PeerEvent;
import sun.awt.SunToolkit;
import sun.awt.datatransfer.DataTransferer;

/** Makes the peers of AWT's components for {@link MemoryScreen}. */
final class MemoryToolkit extends SunToolkit {
  private static final String NOT_SHOWN = "it reads the pixels of the screen";
  /** As of SunToolkit. */
  private static final long SYNC_NANOS = 10_000_000_000L;

  private final WindowOrder windows = new WindowOrder();
  private final Clipboard clipboard = new Clipboard("System");
  private final Consumer<String> onReading;

  MemoryToolkit(Consumer<String> onReading) {
    this.onReading = onReading;
    clipboard.setContents(new Empty(), null);
  }

  @Override
  public FramePeer createFrame(Frame target) {
    return peer(target, FramePeer.class);
  }

  @Override
  public DialogPeer createDialog(Dialog target) {
    return peer(target, DialogPeer.class);
  }

  @Override
  public FileDialogPeer createFileDialog(FileDialog target) {
    return peer(target, FileDialogPeer.class);
  }

  @Override
  public WindowPeer createWindow(Window target) {
    return peer(target, WindowPeer.class);
  }

  @Override
  public ButtonPeer createButton(Button target) {
    return peer(target, ButtonPeer.class);
  }

  @Override
  public TextFieldPeer createTextField(TextField target) {
    return peer(target, TextFieldPeer.class);
  }

  @Override
  public TextAreaPeer createTextArea(TextArea target) {
    return peer(target, TextAreaPeer.class);
  }

  @Override
  public LabelPeer createLabel(Label target) {
    return peer(target, LabelPeer.class);
  }

  @Override
  public ListPeer createList(List target) {
    return peer(target, ListPeer.class);
  }

  @Override
  public CheckboxPeer createCheckbox(Checkbox target) {
    return peer(target, CheckboxPeer.class);
  }

  @Override
  public ChoicePeer createChoice(Choice target) {
    return peer(target, ChoicePeer.class);
  }

  @Override
  public ScrollbarPeer createScrollbar(Scrollbar target) {
    return peer(target, ScrollbarPeer.class);
  }

  @Override
  public ScrollPanePeer createScrollPane(ScrollPane target) {
    return peer(target, ScrollPanePeer.class);
  }

  @Override
  public CanvasPeer createCanvas(Canvas target) {
    return peer(target, CanvasPeer.class);
  }

  @Override
  public PanelPeer createPanel(Panel target) {
    return peer(target, PanelPeer.class);
  }

  @Override
  public MenuBarPeer createMenuBar(MenuBar target) {
    return Nothing.of(MenuBarPeer.class);
  }

  @Override
  public MenuPeer createMenu(Menu target) {
    return Nothing.of(MenuPeer.class);
  }

  @Override
  public PopupMenuPeer createPopupMenu(PopupMenu target) {
    return Nothing.of(PopupMenuPeer.class);
  }

  @Override
  public MenuItemPeer createMenuItem(MenuItem target) {
    return Nothing.of(MenuItemPeer.class);
  }

  @Override
  public CheckboxMenuItemPeer createCheckboxMenuItem(CheckboxMenuItem target) {
    return Nothing.of(CheckboxMenuItemPeer.class);
  }

  @Override
  public MouseInfoPeer getMouseInfoPeer() {
    return Nothing.of(MouseInfoPeer.class);
  }

  @Override
  public KeyboardFocusManagerPeer getKeyboardFocusManagerPeer() {
    return windows.focus();
  }

  @Override
  public DragSourceContextPeer createDragSourceContextPeer(DragGestureEvent event) {
    return Nothing.of(DragSourceContextPeer.class);
  }

  /** ImageJ passes over the exception, and continues without the picture. */
  @Override
  public RobotPeer createRobot(GraphicsDevice screen) throws AWTException {
    onReading.accept(NOT_SHOWN);
    throw new AWTException(NOT_SHOWN);
  }

  @Override
  public DataTransferer getDataTransferer() {
    return null;
  }

  @Override
  public Clipboard getSystemClipboard() {
    return clipboard;
  }

  @Override
  public Dimension getScreenSize() {
    return MemoryScreen.BOUNDS.getSize();
  }

  @Override
  public int getScreenResolution() {
    return 100;
  }

  @Override
  public ColorModel getColorModel() {
    return MemoryScreen.configuration().getColorModel();
  }

  @Override
  public void beep() {}

  @Override
  public void sync() {}

  /** Returns when no event waits. None comes from a display later, so there is nothing to sleep for, as SunToolkit does. */
  @Override
  public void realSync() {
    long deadline = System.nanoTime() + SYNC_NANOS;
    EventQueue queue = getSystemEventQueue();
    AtomicBoolean isIdle = new AtomicBoolean();
    while (!isIdle.get()) {
      CountDownLatch looked = new CountDownLatch(1);
      // in the event thread nothing else is being dispatched, and of the lowest priority: after paints that wait
      postEvent(AppContext.getAppContext(), new PeerEvent(this, () -> {
        flushPendingEvents();
        isIdle.set(queue.peekEvent() == null);
        looked.countDown();
      }, PeerEvent.LOW_PRIORITY_EVENT));
      try {
        if (!looked.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) return; // a window that paints without end
      } catch (InterruptedException aborted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Events of a display that are not in Java's queue yet: none. */
  @Override
  protected boolean syncNativeQueue(long timeout) {
    return false;
  }

  @Override
  public void grab(Window window) {}

  @Override
  public void ungrab(Window window) {}

  @Override
  public PrintJob getPrintJob(Frame frame, String title, Properties properties) {
    return null; // as when a person cancels
  }

  @Override
  public PrintJob getPrintJob(Frame frame, String title, JobAttributes job, PageAttributes page) {
    return null;
  }

  @Override
  public Map<TextAttribute, ?> mapInputMethodHighlight(InputMethodHighlight highlight) {
    return Map.of();
  }

  @Override
  public InputMethodDescriptor getInputMethodAdapterDescriptor() {
    return null;
  }

  @Override
  public boolean isDesktopSupported() {
    return false;
  }

  @Override
  public boolean isTaskbarSupported() {
    return false;
  }

  @Override
  public boolean isTraySupported() {
    return false;
  }

  @Override
  public FramePeer createLightweightFrame(LightweightFrame target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public TrayIconPeer createTrayIcon(TrayIcon target) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SystemTrayPeer createSystemTray(SystemTray target) {
    throw new UnsupportedOperationException();
  }

  private <P> P peer(Component target, Class<P> type) {
    P peer = type.cast(new Peer(target, windows).as(type));
    targetCreatedPeer(target, peer);
    return peer;
  }

  static void disposed(Component target, Object peer) {
    targetDisposedPeer(target, peer);
  }

  /** What a display's clipboard gives when nothing was copied: ImageJ expects an object. */
  private static final class Empty implements Transferable {
    @Override
    public DataFlavor[] getTransferDataFlavors() {
      return new DataFlavor[0];
    }

    @Override
    public boolean isDataFlavorSupported(DataFlavor flavor) {
      return false;
    }

    @Override
    public Object getTransferData(DataFlavor flavor) throws UnsupportedFlavorException {
      throw new UnsupportedFlavorException(flavor);
    }
  }
}
