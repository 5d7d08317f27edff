// covers: print, d2s, toString, parseFloat, parseInt, toHex, toBinary, IJ.pad
// input: none
// ends: well
print(1);
print(1.5, 2.25, 1e6, 1e-6, 1/0, -1/0, 0/0);
print(0.1 + 0.2, 100000 * 100000, 1234567.891);
print(d2s(2.345, 2) + " " + d2s(2.345, 0) + " " + d2s(0.000123, -2) + " " + d2s(123456, -3));
print(toString(3.14159, 2) + " " + toString(12) + " " + IJ.pad(7, 4));
print(parseFloat("1.5e3") + " " + parseInt("ff", 16) + " " + parseInt("012") + " " + parseFloat("x"));
print(toHex(48879) + " " + toBinary(37));
print("true is " + true + ", PI " + PI + ", NaN " + NaN);
s = "" + 3 + 4;
print(s + (3 + 4));
