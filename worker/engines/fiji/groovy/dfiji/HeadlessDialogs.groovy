package dfiji

import groovy.transform.CompileDynamic
import groovy.transform.CompileStatic
import ij.IJ
import ij.Macro
import ij.macro.Interpreter
import java.lang.instrument.ClassDefinition
import java.lang.instrument.Instrumentation
import java.util.function.Function

/**
 * Reads the options of commands as the dialogs of Fiji's windows do. Without a display Fiji's patches take the dialog's
 * default for a variable, a wrong number or an unknown choice, without a word; here their class of dialogs is redefined to
 * ask this one. That takes the agent in AgentJar.ts; without it HeadlessRules refuses what it can see in the options.
 */
@CompileStatic
class HeadlessDialogs implements Function<Object[], Object> {
  private static final String PATCHED = "net.imagej.patcher.HeadlessGenericDialog"
  /** Redefined classes find this object by it. */
  private static final String PROPERTY = "dfiji.dialogs"

  private final HeadlessRules rules
  /** Of each dialog the keys that it has given out. */
  private final Map<Object, Set<String>> keys = new WeakHashMap<>()

  private HeadlessDialogs(HeadlessRules rules) {
    this.rules = rules
  }

  /** Gives whether it could: not without the agent, nor in a Fiji whose patches are otherwise. */
  static boolean install(HeadlessRules rules) {
    try {
      Instrumentation agent = HeadlessHooks.agent()
      if (agent == null) return false
      Class<?> type = Class.forName(PATCHED, true, IJ.classLoader)
      agent.redefineClasses(new ClassDefinition(type, redefined(type)))
      System.properties.put(PROPERTY, new HeadlessDialogs(rules))
      return true
    } catch (Throwable otherFiji) {
      System.err.println("options are checked by their text: " + otherFiji)
      return false
    }
  }

  @Override
  Object apply(Object[] call) {
    switch ((String) call[0]) {
      case "number": return number(keyOf(call), (Double) call[3], (Integer) call[4])
      case "text": return text(keyOf(call), (String) call[3])
      case "plain": return Macro.getValue(Macro.options, keyOf(call), (String) call[3])
      case "flag": return flag(keyOf(call))
      case "choice": return choice(keyOf(call), (String[]) call[3], (String) call[4])
      case "unknown": return stop("\"" + call[1] + "\" is not a valid choice for \"" + labelOf((String) call[1]) + "\"")
      case "show": return shown()
      default: return stop("a dialog with a list of images needs a window (headless)")
    }
  }

  /** A label's first word; the dialog's next ones that begin alike are `key_0`, `key_1`. */
  private synchronized String keyOf(Object[] call) {
    String label = (String) call[2]
    String key = label.isEmpty() ? "" : Macro.trimKey(label.trim())
    Set<String> used = keys.computeIfAbsent(call[1]) { new HashSet<String>() }
    String unique = key
    for (int n = 0; !key.isEmpty() && used.contains(unique); n++) unique = key + "_" + n
    used.add(unique)
    return unique
  }

  /** @param digits of the default as the dialog shows it: a value that equals it stands for the whole default */
  private Double number(String key, Double defaultValue, Integer digits) {
    String given = Macro.getValue(Macro.options, key, null)
    if (given == null || digits != null && given == IJ.d2s(defaultValue, digits)) return defaultValue
    try {
      return Double.valueOf(given)
    } catch (NumberFormatException variable) {
      Interpreter macro = Interpreter.instance
      double value = macro == null ? Double.NaN : macro.getVariable2(given.replaceFirst(/^&/, ""))
      if (Double.isNaN(value)) stop("Numeric value expected in run() function: \"" + key + "=" + given + "\"")
      return value
    }
  }

  private static String text(String key, String defaultText) {
    String given = Macro.getValue(Macro.options, key, defaultText)
    if (given == null) return null
    boolean isNumber = defaultText != null && defaultText =~ /^[-\d]/
    boolean mayBeVariable = given.startsWith("&") || isNumber || key.startsWith(given)
    if (!mayBeVariable) return given
    String name = given.replaceFirst(/^&/, "")
    Interpreter macro = Interpreter.instance
    String value = macro == null ? null : macro.getVariableAsString(name)
    return value == null ? name : value
  }

  /** As GenericDialog's own: a word of the options, in no brackets, that no `=` precedes. */
  private static Boolean flag(String name) {
    String options = Macro.options
    if (options == null) return false
    String key = name + " "
    if (options.startsWith(key)) return true
    boolean inBrackets = false
    for (int i = 0; i + key.length() < options.length(); i++) {
      char c = options.charAt(i)
      if (inBrackets && c == (']' as char)) inBrackets = false
      else if (c == ('[' as char)) inBrackets = true
      boolean isValue = i > 1 && options.charAt(i - 1) == ('=' as char)
      if (!inBrackets && !isValue && options.startsWith(" " + key, i)) return true
    }
    return false
  }

  /** The text that the dialog gives, and the index; -1: it is none of the items, an error for those who ask for it. */
  private static Object[] choice(String key, String[] items, String defaultItem) {
    int first = Math.max(items.toList().indexOf(defaultItem), 0)
    String shown = items.length == 0 ? null : items[first]
    String given = Macro.getValue(Macro.options, key, shown)
    Interpreter macro = Interpreter.instance
    if (given != null && given.startsWith("&")) given = variable(macro, given.substring(1))
    int at = items.toList().indexOf(given)
    boolean isVariable = at < 0 && macro != null && macro.getStringVariable(given) != null
    return [given, at >= 0 ? at : isVariable ? first : -1] as Object[]
  }

  private static String variable(Interpreter macro, String name) {
    String text = macro == null ? null : macro.getStringVariable(name)
    double number = macro == null || text != null ? Double.NaN : macro.getVariable2(name)
    if (!Double.isNaN(number)) return number == (int) number ? String.valueOf((int) number) : String.valueOf(number)
    return text == null ? name : text
  }

  private Object shown() {
    String options = Macro.options
    return options != null && options.trim().isEmpty() ? stop("a command without options asks a person (headless)") : null
  }

  private static String labelOf(String value) {
    java.util.regex.Matcher option = String.valueOf(Macro.options) =~ ("(\\w+)=\\[?" + java.util.regex.Pattern.quote(value))
    return option.find() ? option.group(1) : value
  }

  private Object stop(String reason) {
    rules.note(reason)
    Macro.abort() // throws in the thread of a macro
    throw new JobError(reason)
  }

  /** Bodies only: a class that is in use keeps its fields and methods. */
  @CompileDynamic
  private static byte[] redefined(Class<?> type) {
    def pool = Class.forName("javassist.ClassPool").getDeclaredConstructor(boolean).newInstance(true)
    pool.appendClassPath(Class.forName("javassist.LoaderClassPath").getDeclaredConstructor(ClassLoader).newInstance(type.classLoader))
    def dialog = pool.get(PATCHED)
    String asked = "((java.util.function.Function) System.getProperties().get(\"$PROPERTY\")).apply(new Object[] {"
    Closure<String> number = { String value, String digits -> "\$0.numbers.add($asked\"number\", \$0, \$1, new Double($value), $digits}));" }
    Closure<String> text = { "\$0.strings.add($asked\"text\", \$0, \$1, \$2}));" }
    Closure<String> noDigits = { "new Integer((int) \$2 == \$2 ? 0 : 3)" }
    Map<String, String> bodies = [
      "addNumericField(Ljava/lang/String;D)V": number("\$2", noDigits()),
      "addNumericField(Ljava/lang/String;DI)V": number("\$2", "new Integer(\$3)"),
      "addNumericField(Ljava/lang/String;DIILjava/lang/String;)V": number("\$2", "new Integer(\$3)"),
      "addSlider(Ljava/lang/String;DDD)V": number("Math.max(\$2, Math.min(\$3, \$4))", "null"),
      "addStringField(Ljava/lang/String;Ljava/lang/String;)V": text(),
      "addFileField(Ljava/lang/String;Ljava/lang/String;)V": text(),
      "addFileField(Ljava/lang/String;Ljava/lang/String;I)V": text(),
      "addDirectoryField(Ljava/lang/String;Ljava/lang/String;)V": text(),
      "addDirectoryField(Ljava/lang/String;Ljava/lang/String;I)V": text(),
      "addTextAreas(Ljava/lang/String;Ljava/lang/String;II)V":
        "\$0.textArea1 = ij.Macro.getValue(ij.Macro.getOptions(), \"text1\", \$1); \$0.textArea2 = \$2 == null ? null : ij.Macro.getValue(ij.Macro.getOptions(), \"text2\", \$2);",
      "addChoice(Ljava/lang/String;[Ljava/lang/String;Ljava/lang/String;)V":
        "Object[] it = (Object[]) $asked\"choice\", \$0, \$1, \$2, \$3}); \$0.choices.add(it[0]); \$0.choiceIndices.add(it[1]);",
      "getNextChoiceIndex()I":
        "int at = ((Integer) \$0.choiceIndices.get(\$0.choiceIndex)).intValue(); if (at < 0) $asked\"unknown\", \$0.choices.get(\$0.choiceIndex)}); \$0.choiceIndex++; return at;",
      "addImageChoice(Ljava/lang/String;Ljava/lang/String;)V": "$asked\"image\"});",
      "addCheckbox(Ljava/lang/String;Z)V": "\$0.checkboxes.add($asked\"flag\", \$0, \$1}));",
      "addRadioButtonGroup(Ljava/lang/String;[Ljava/lang/String;IILjava/lang/String;)V":
        "\$0.radioButtons.add($asked\"plain\", \$0, \$1, \$5}));",
    ]
    for (method in dialog.declaredMethods) {
      String body = bodies.remove(method.name + method.signature)
      if (body != null) method.setBody("{ " + body + " }")
      if (method.name == "showDialog") method.insertBefore("{ $asked\"show\"}); }")
    }
    if (!bodies.isEmpty()) throw new IllegalStateException("no methods " + bodies.keySet())
    return dialog.toBytecode()
  }
}
