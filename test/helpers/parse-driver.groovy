#@ ParseService parser
// What SciJava makes of parameter strings: one a line on stdin, percent-encoded; answers the same way.
def encode = { URLEncoder.encode(it.toString(), "UTF-8") }
System.in.eachLine("UTF-8") { line ->
  try {
    def items = parser.parse(URLDecoder.decode(line, "UTF-8"))
    println("@" + items.asMap().collect { key, value -> encode(key) + "=" + encode(value) }.join("&"))
  } catch (Throwable error) {
    println("!" + encode(error.message))
  }
}
Runtime.runtime.halt(0)
