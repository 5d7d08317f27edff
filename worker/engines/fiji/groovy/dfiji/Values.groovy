package dfiji

import groovy.transform.CompileStatic
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
  private static final Set<Class<?>> OTHER_SIMPLE = [String, File, File[], Boolean, boolean, Character, char] as Set<Class<?>>

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

  /** True when only the job can give it: services and images come from Fiji, if from anywhere. */
  boolean mustBeGiven(ModuleItem<?> item) {
    if (!item.required || item.visibility == ItemVisibility.MESSAGE) return false
    boolean isSimple = WHOLE.containsKey(item.type) || DECIMAL.contains(item.type) || OTHER_SIMPLE.contains(item.type)
    return isSimple && item.defaultValue == null
  }

  private Object simple(ModuleItem<?> item, Class<?> type, String text) {
    if (type == String) return text
    if (type == File) return file(item, text)
    if (type == Boolean || type == boolean.class) {
      if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) throw wrong(item, text, "it may be true or false")
      return Boolean.valueOf(text)
    }
    if (WHOLE.containsKey(type)) {
      if (!(text ==~ /[+-]?\d+/)) throw wrong(item, text, "write a whole number")
      BigInteger number = new BigInteger(text.startsWith("+") ? text.substring(1) : text)
      List<BigInteger> range = WHOLE.get(type)
      if (range != null && number < range[0]) throw wrong(item, text, "the least is " + range[0])
      if (range != null && number > range[1]) throw wrong(item, text, "the most is " + range[1])
      return context.service(ConvertService).convert(number.toString(), type)
    }
    if (!DECIMAL.contains(type)) return null
    if (!(text ==~ /[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?/)) throw wrong(item, text, "write a number, with a point")
    return context.service(ConvertService).convert(text, type)
  }

  /** A relative file lies in the job's input folder, one to save in its output folder. */
  private File file(ModuleItem<?> item, String text) {
    File file = new File(text)
    if (text.isEmpty() || file.absolute) return file
    String style = item.widgetStyle
    return new File(style != null && style.contains(FileWidget.SAVE_STYLE) ? output : input, text)
  }

  private static JobError wrong(ModuleItem<?> item, String text, String cure) {
    return new JobError("parameter \"${item.name}\" is ${Wire.json(text)}; ${cure}")
  }

  private static List<BigInteger> range(int bits) {
    BigInteger half = BigInteger.ONE.shiftLeft(bits - 1)
    return [half.negate(), half - 1]
  }
}
