// covers: Math.acos, Math.asin, Math.atan, Math.cos, Math.exp, Math.log, Math.log10, Math.max, Math.min, Math.sin, Math.sqrt, Math.tan, Math.toRadians
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
for (v = -1; v <= 2; v += 0.75) {
  print(v, d2s(Math.acos(v), 6), d2s(Math.asin(v), 6), d2s(Math.atan(v), 6), d2s(Math.cos(v), 6), d2s(Math.sin(v), 6));
  print(d2s(Math.exp(v), 6), d2s(Math.log(v), 6), d2s(Math.log10(v), 6), d2s(Math.sqrt(v), 6), d2s(Math.tan(v), 6));
}
print(Math.max(2, 7), Math.min(2, 7), d2s(Math.toRadians(60), 9));
