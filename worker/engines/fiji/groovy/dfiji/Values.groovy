package dfiji

import groovy.transform.CompileStatic
import java.lang.reflect.Array
import java.text.ParsePosition
import java.text.SimpleDateFormat
import java.util.regex.Matcher
import org.scijava.Context
import org.scijava.ItemVisibility
import org.scijava.convert.ConvertService
import org.scijava.module.ModuleItem
import org.scijava.service.Service
import org.scijava.widget.FileWidget

/** Text of the job as what a script's parameter takes. SciJava itself would log a wrong value and go on with 0. */
@CompileStatic
class Values {
  private static final Map<Class<?>, List<BigInteger>> WHOLE = [
    (Byte): range(8), (Short): range(16), (Integer): range(32), (Long): range(64), (BigInteger): null,
    (byte): range(8), (short): range(16), (int): range(32), (long): range(64),
  ] as Map<Class<?>, List<BigInteger>>
  private static final Set<Class<?>> DECIMAL = [Float, Double, BigDecimal, Number, float, double] as Set<Class<?>>
  private static final Set<Class<?>> OTHER_SIMPLE = [String, File, Boolean, boolean, Character, char, Date] as Set<Class<?>>

  private static final List<String> DATES = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd"]
  private static final String DATE_CURE = 'write "2026-01-31" or "2026-01-31T12:30:00"'
  private static final String COLOR_CURE = 'write "255,0,0" or "#ff0000"'

  private final Context context
  private final File input
  private final File output

  Values(Context context, File input, File output) {
    this.context = context
    this.input = input
    this.output = output
  }

  /** @throws JobError when the text is none of the type's values */
  Object of(ModuleItem<?> item, String text) {
    Class<?> type = item.type
    if (type.array) return list(item, type.componentType, text)
    Object value = simple(item, type, text)
    if (value == null) value = context.service(ConvertService).convert(text, type)
    if (value == null) throw wrong(item, text, "Fiji makes no ${type.simpleName} of a text")
    List<?> choices = item.choices
    if (choices != null && !choices.empty && !choices.contains(value)) {
      throw wrong(item, text, "it may be " + choices.join(", "))
    }
    if (value instanceof Number) {
      Number least = (Number) item.minimumValue
      Number most = (Number) item.maximumValue
      if (least != null && ((Number) value).doubleValue() < least.doubleValue()) throw wrong(item, text, "the least is " + least)
      if (most != null && ((Number) value).doubleValue() > most.doubleValue()) throw wrong(item, text, "the most is " + most)
    }
    return value
  }

  /** `a, "b, c"`: parted by commas, blanks around them do not count; in double quotes all counts, and "" is a quote. */
  private Object list(ModuleItem<?> item, Class<?> type, String text) {
    List<String> parts = []
    String rest = text.trim().empty ? null : text
    while (rest != null) {
      Matcher match = rest =~ /(?s)^\s*(?:"((?:[^"]|"")*)"|([^",][^,]*?|))\s*(,|$)/
      if (!match.find()) throw wrong(item, text, 'a " is not closed')
      parts.add(match.group(1) == null ? match.group(2) : match.group(1).replace('""', '"'))
      rest = match.group(3).empty ? null : rest.substring(match.end())
    }
    Object values = Array.newInstance(type, parts.size())
    parts.eachWithIndex { String part, int at ->
      Object value = simple(item, type, part)
      if (value == null) throw wrong(item, text, "Fiji makes no ${type.simpleName} of ${Wire.json(part)}")
      Array.set(values, at, value)
    }
    return values
  }

  /** True when only the job can give it: services and images come from Fiji, if from anywhere. */
  boolean mustBeGiven(ModuleItem<?> item) {
    if (!item.required || item.visibility == ItemVisibility.MESSAGE) return false
    Class<?> type = item.type.array ? item.type.componentType : item.type
    boolean isSimple = WHOLE.containsKey(type) || DECIMAL.contains(type) || OTHER_SIMPLE.contains(type)
    return isSimple && item.defaultValue == null
  }

  /** Nothing gives it, and no person can be asked. */
  static JobError notGiven(ModuleItem<?> item) {
    Class<?> type = item.type.array ? item.type.componentType : item.type
    boolean isSimple = WHOLE.containsKey(type) || DECIMAL.contains(type) || OTHER_SIMPLE.contains(type)
    String cure = isSimple ? null : "a job gives no ${type.simpleName}, and none is open: make it #@ File ${item.name}, and open that in the script"
    return new JobError("parameter \"${item.name}\" is not given", cure)
  }

  private Object simple(ModuleItem<?> item, Class<?> type, String text) {
    if (type == String) return text
    if (type == File) return file(item, text)
    if (type == Boolean || type == boolean.class) {
      if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) throw wrong(item, text, "it may be true or false")
      return Boolean.valueOf(text)
    }
    if (WHOLE.containsKey(type)) {
      Matcher match = text =~ /^([+-]?)(?:0[xX]([0-9a-fA-F]+)|(\d+)(?:\.0*)?)$/
      if (!match.find()) throw wrong(item, text, "write a whole number")
      String hex = match.group(2)
      BigInteger size = hex == null ? new BigInteger(match.group(3)) : new BigInteger(hex, 16)
      BigInteger number = match.group(1) == "-" ? size.negate() : size
      List<BigInteger> range = WHOLE.get(type)
      if (range != null && number < range[0]) throw wrong(item, text, "the least is " + range[0])
      if (range != null && number > range[1]) throw wrong(item, text, "the most is " + range[1])
      return context.service(ConvertService).convert(number.toString(), type)
    }
    if (type == Character || type == char.class) {
      if (text.length() != 1) throw wrong(item, text, "write one character")
      return Character.valueOf(text.charAt(0))
    }
    if (type == Date) return date(item, text)
    if (type.name == "org.scijava.util.ColorRGB") return color(item, type, text)
    if (!DECIMAL.contains(type)) return null
    if (!(text ==~ /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/)) throw wrong(item, text, "write a number, with a point")
    return context.service(ConvertService).convert(text, type)
  }

  /** A relative file is in the job's input folder, one to save in its output folder. */
  private File file(ModuleItem<?> item, String text) {
    File file = new File(text)
    if (text.isEmpty() || file.absolute) return file
    String style = item.widgetStyle
    return new File(style != null && style.contains(FileWidget.SAVE_STYLE) ? output : input, text)
  }

  private static Date date(ModuleItem<?> item, String text) {
    for (String pattern : DATES) {
      SimpleDateFormat format = new SimpleDateFormat(pattern, Locale.ROOT)
      format.lenient = false
      format.timeZone = TimeZone.getTimeZone("UTC")
      ParsePosition at = new ParsePosition(0)
      Date date = format.parse(text, at)
      if (date != null && at.index == text.length()) return date
    }
    throw wrong(item, text, DATE_CURE)
  }

  /** Fiji takes what it does not know for black. */
  private Object color(ModuleItem<?> item, Class<?> type, String text) {
    boolean isColor = text ==~ /#(?:[0-9a-fA-F]{3}){1,2}|\d{1,3}(?:\s*,\s*\d{1,3}){2}|[a-z]+/
    Object color = isColor ? context.service(ConvertService).convert(text, type) : null
    boolean isBlack = color != null && color.toString() == "0,0,0"
    if (color == null || isBlack && !(text ==~ /black|#0+|0+\s*,\s*0+\s*,\s*0+/)) throw wrong(item, text, COLOR_CURE)
    if (color.toString().split(",").any { String part -> Integer.parseInt(part) > 255 }) throw wrong(item, text, COLOR_CURE)
    return color
  }

  private static JobError wrong(ModuleItem<?> item, String text, String cure) {
    return new JobError("parameter \"${item.name}\" is ${Wire.json(text)}; ${cure}")
  }

  private static List<BigInteger> range(int bits) {
    BigInteger half = BigInteger.ONE.shiftLeft(bits - 1)
    return [half.negate(), half - 1]
  }
}
