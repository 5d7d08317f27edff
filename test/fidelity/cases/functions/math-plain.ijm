// covers: abs, acos, asin, atan, atan2, cos, exp, floor, log, maxOf, minOf, pow, round, sin, sqrt, tan, isNaN, PI, NaN
// input: none
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
values = newArray(-1.5, -1, -0.25, 0, 0.5, 1, 2.5);
for (i = 0; i < values.length; i++) {
  v = values[i];
  print(v, abs(v), floor(v), round(v), d2s(exp(v), 6), d2s(sin(v), 6), d2s(cos(v), 6), d2s(tan(v), 6), d2s(atan(v), 6));
  print(d2s(asin(v), 6), d2s(acos(v), 6), d2s(sqrt(v), 6), d2s(log(v), 6));
}
print(maxOf(3, -4), minOf(3, -4), pow(2, 0.5), pow(-2, 3), d2s(atan2(1, -1), 9));
print(isNaN(0 / 0), isNaN(1 / 0), 1 / 0, -1 / 0, NaN, PI);
print(7 % 3, -7 % 3, 7.5 % 2, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -16 >> 2);
