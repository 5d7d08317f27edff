#@ Context context
// What SciJava reads in scripts: one a line on stdin, percent-encoded; answers with a line of JSON for each. A script
// that SciJava throws at, or whose line it ignores with an entry in its log, is an error.
import org.scijava.script.ScriptInfo
def json
json = { value ->
  if (value == null) return "null"
  if (value instanceof Map) return "{" + value.collect { key, one -> json(key) + ":" + json(one) }.join(",") + "}"
  if (value.class.isArray() || value instanceof Collection) return "[" + value.collect { json(it) }.join(",") + "]"
  if (value instanceof Boolean) return value.toString()
  '"' + value.toString().collectReplacements { sign ->
    sign == '"' as char || sign == '\\' as char ? "\\" + sign : sign < (' ' as char) ? String.format("\\u%04x", (int) sign) : null
  } + '"'
}
def itemOf = { item ->
  [name: item.name, type: item.type.name, value: item.defaultValue, label: item.label, choices: item.choices ?: [], min: item.minimumValue,
   max: item.maximumValue, style: item.widgetStyle, required: item.required, message: item.visibility?.name() == "MESSAGE"]
}
def ignored = []
def listener = { message -> if (message.level() <= 2) ignored.add(message.text()) } as org.scijava.log.LogListener
context.service(org.scijava.log.LogService).addLogListener(listener)
System.in.eachLine("UTF-8") { line ->
  ignored.clear()
  def answer
  try {
    def info = new ScriptInfo(context, "script.groovy", new StringReader(URLDecoder.decode(line, "UTF-8")))
    def inputs = info.inputs().collect(itemOf)
    def outputs = info.outputs().findAll { it.name != "result" || !info.isReturnValueAppended() }.collect(itemOf)
    answer = [inputs: inputs, outputs: outputs, processed: info.processedScript, ignored: ignored]
  } catch (Throwable error) {
    answer = [ignored: [error.toString()], inputs: [], outputs: [], processed: ""]
  }
  println("@" + json(answer))
}
Runtime.runtime.halt(0)
