package truth;

import ij.ImageJ;
import ij.Menus;
import ij.macro.Functions;
import ij.macro.Interpreter;
import ij.macro.MacroConstants;
import ij.macro.TruthInterpreter;
import java.awt.EventQueue;
import java.awt.Menu;
import java.awt.MenuItem;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Prints what ImageJ has, as JSON: the entries of its menus as it shows them, in their order, and functions and keywords of the
 * macro language. Names of the functions of a namespace stand only in the code that compares them, which javap shows.
 */
public final class Names {
  private static final Pattern METHOD = Pattern.compile("^  \\S.* (\\w+)\\(.*\\);$");
  private static final Pattern TEXT_OF = Pattern.compile("aload(?:_| +)(\\d+)\n.*: ldc\\S* +#\\d+ +// String (\\w+)\n.*Method java/lang/String\\.(?:equals|startsWith):");
  private static final Pattern TEXT_OF_TOKEN = Pattern.compile("Field tokenString:.*\n.*: ldc\\S* +#\\d+ +// String (\\w+)\n.*Method java/lang/String\\.equals:");
  private static final Pattern NAME_SLOT = Pattern.compile("\n +\\d+ +\\d+ +(\\d+) +name +Ljava/lang/String;");

  public static void main(String[] arguments) throws Exception {
    PrintStream answer = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    new ImageJ(ImageJ.STANDALONE);
    List<String> menus = new ArrayList<>();
    EventQueue.invokeAndWait(() -> {
      for (int i = 0; i < Menus.getMenuBar().getMenuCount(); i++) addEntries(Menus.getMenuBar().getMenu(i), "", menus);
    });
    answer.println(Json.of(Map.of("menus", menus, "functions", functions(), "keywords", TruthInterpreter.keywords())));
    System.exit(0);
  }

  private static void addEntries(MenuItem item, String above, List<String> entries) {
    if (item.getLabel().equals("-")) return;
    String path = above + item.getLabel();
    if (!(item instanceof Menu menu)) {
      entries.add(path);
      return;
    }
    for (int i = 0; i < menu.getItemCount(); i++) addEntries(menu.getItem(i), path + " > ", entries);
  }

  private static TreeSet<String> functions() {
    TreeSet<String> names = new TreeSet<>();
    Stream.of(MacroConstants.functions, MacroConstants.numericFunctions, MacroConstants.stringFunctions,
        MacroConstants.arrayFunctions, MacroConstants.variableFunctions).flatMap(Stream::of).forEach(names::add);
    String code = codeOf(Functions.class);
    for (String namespace : names.stream().filter(name -> Character.isUpperCase(name.charAt(0))).toList()) {
      TreeSet<String> members = members(namespace, code);
      if (members.isEmpty()) throw new IllegalStateException(namespace + " has no functions");
      for (String member : members) names.add(namespace + "." + member);
      names.remove(namespace);
    }
    Matcher ofText = TEXT_OF_TOKEN.matcher(codeOf(Interpreter.class)); // "text".contains(…)
    while (ofText.find()) names.add(ofText.group(1));
    return names;
  }

  /** What the method of a namespace, e.g. {@code doTable} or {@code fit}, compares its variable {@code name} with. */
  private static TreeSet<String> members(String namespace, String code) {
    TreeSet<String> members = new TreeSet<>();
    for (String method : code.split("\n\n")) {
      Matcher declared = METHOD.matcher(method.lines().findFirst().orElse(""));
      Matcher slot = NAME_SLOT.matcher(method);
      if (!declared.matches() || !slot.find()) continue;
      String name = declared.group(1);
      if (!name.equals("do" + namespace) && !name.equals(namespace.toLowerCase())) continue;
      Matcher text = TEXT_OF.matcher(method);
      while (text.find()) if (text.group(1).equals(slot.group(1))) members.add(text.group(2));
    }
    return members;
  }

  private static String codeOf(Class<?> type) {
    StringWriter code = new StringWriter();
    PrintWriter out = new PrintWriter(code);
    String jar = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    ToolProvider.findFirst("javap").orElseThrow().run(out, out, "-c", "-p", "-l", "-cp", jar, type.getName());
    return code.toString().replace("\r", "");
  }

  private Names() {}
}
