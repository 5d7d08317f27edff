package dfiji

import groovy.transform.CompileStatic

/** One JSON object a line to the worker. (Groovy's own JSON classes are a module that a Fiji may lack.) */
@CompileStatic
class Wire {
  private final PrintStream out

  Wire(PrintStream out) {
    this.out = out
  }

  synchronized void send(Map<String, Object> message) {
    byte[] line = (json(message) + "\n").getBytes("UTF-8")
    out.write(line, 0, line.length)
    out.flush()
  }

  static String json(Object value) {
    if (value == null) return "null"
    if (value instanceof Number || value instanceof Boolean) return value.toString()
    StringBuilder text = new StringBuilder()
    if (value instanceof Map) {
      for (Map.Entry entry : ((Map<Object, Object>) value).entrySet()) {
        text.append(text.length() == 0 ? "" : ",").append(json(entry.key.toString())).append(":").append(json(entry.value))
      }
      return "{" + text + "}"
    }
    if (value instanceof Collection) {
      for (Object item : (Collection) value) text.append(text.length() == 0 ? "" : ",").append(json(item))
      return "[" + text + "]"
    }
    for (char c : value.toString().toCharArray()) {
      if (c == ('"' as char) || c == ('\\' as char)) text.append("\\").append(c)
      else if (c < (' ' as char) || Character.isSurrogate(c)) text.append(String.format("\\u%04x", (int) c))
      else text.append(c)
    }
    return "\"" + text + "\""
  }
}
