// covers: replace, matches, split, String.join, String.trim, toLowerCase, toUpperCase
// input: none
// ends: well
print(replace("a.b.c", "\\.", "-") + " " + replace("a1b22", "[0-9]+", "#"));
print(replace("x(1)", "(1)", "[2]"));
print(matches("A01", "[A-H]\\d+") + " " + matches("A01x", "[A-H]\\d+"));
p = split("a,,b;c", ",;"); Array.print(p);
p = split("one  two\tthree"); Array.print(p);
p = split("a(b)c(b)d", "(\\(b\\))"); print(p.length + " " + p[0] + p[1] + p[2]);
p = split("", ","); print(p.length);
print(String.join(newArray(1, 2.5, 3)) + "|" + String.join(newArray("x", "y"), "") + "|");
print("[" + String.trim("\t a b \n") + "] " + toLowerCase("ÄbC") + toUpperCase("straße µ"));
