// covers: while, do, if, else, eval
// input: none
// ends: well
// Loops of all kinds, conditions in chains, and the threshold found by bisection.
lo = 0; hi = 100; n = 0;
while (hi - lo > 0.01) {
	mid = (lo + hi) / 2;
	if (mid * mid > 200) hi = mid; else lo = mid;
	n++;
}
print("root " + d2s(lo, 2) + " after " + n);
i = 0;
do {
	i += 3;
	if (i == 9) kind = "nine";
	else if (i % 2 == 0) kind = "even";
	else kind = "odd";
	print(i + " " + kind);
} while (i < 15);
for (k = 10; k > 0; k -= 4) print(k);
x = 5; x++; x *= 2; x -= 1; x /= 2;
print(x + " " + (7 & 3) + " " + (7 | 8) + " " + (5 ^ 1) + " " + (1 << 4) + " " + (~5));
if (!(x > 3 && x < 2) || false) print("true " + true);
print(eval("return '' + 3*4;"));
