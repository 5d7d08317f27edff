package truth;

import java.util.Collection;
import java.util.Map;

/** Writes maps, collections, numbers, text and null as JSON. */
final class Json {
  static String of(Object value) {
    StringBuilder json = new StringBuilder();
    write(value, json);
    return json.toString();
  }

  private static void write(Object value, StringBuilder json) {
    if (value instanceof Map<?, ?> map) {
      String before = "{";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        quote(String.valueOf(entry.getKey()), json.append(before));
        write(entry.getValue(), json.append(':'));
        before = ",";
      }
      json.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof Collection<?> all) {
      String before = "[";
      for (Object one : all) {
        write(one, json.append(before));
        before = ",";
      }
      json.append(all.isEmpty() ? "[]" : "]");
    } else if (value == null || value instanceof Number) {
      json.append(value);
    } else {
      quote(value.toString(), json);
    }
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') json.append('\\').append(c);
      else if (c < ' ' || Character.isSurrogate(c)) json.append(String.format("\\u%04x", (int) c));
      else json.append(c);
    }
    json.append('"');
  }

  private Json() {}
}
