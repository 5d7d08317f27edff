#@ Context context
#@ File (style="directory") output
// What this Fiji has, a line each: `language NAME EXTENSION …` and `command NAME`, words percent-encoded.
def encoded = { Object word -> URLEncoder.encode(String.valueOf(word), "UTF-8").replace("+", "%20") }
def lines = []
for (language in context.service(org.scijava.script.ScriptService).languages) {
  lines.add((["language", language.languageName] + language.extensions).collect(encoded).join(" "))
}
def commands = new TreeSet()
def menus = ij.Menus.commands
if (menus != null) commands.addAll(menus.keySet())
for (module in context.service(org.scijava.module.ModuleService).modules) {
  def leaf = module.menuPath?.leaf?.name
  if (leaf != null) commands.add(leaf)
}
for (command in commands) lines.add("command " + encoded(command))
new File(output, "catalogue.txt").setText(lines.join("\n"), "UTF-8")
