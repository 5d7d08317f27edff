// covers: function, return, print
// input: none
// ends: well
// Factorial, greatest common divisor, the towers, and binary search.
print(factorial(10));
print(gcd(1071, 462));
var moves = 0;
hanoi(5, "a", "b", "c");
print(moves + " moves");
sorted = newArray(2, 3, 5, 7, 11, 13, 17, 19);
print(find(sorted, 13, 0, sorted.length - 1) + " " + find(sorted, 4, 0, sorted.length - 1));

function factorial(n) {
	if (n <= 1) return 1;
	return n * factorial(n - 1);
}
function gcd(x, y) {
	if (y == 0) return x;
	return gcd(y, x % y);
}
function hanoi(n, from, to, by) {
	if (n > 0) {
		hanoi(n - 1, from, by, to);
		moves++;
		hanoi(n - 1, by, to, from);
	}
}
function find(v, x, lo, hi) {
	if (lo > hi) return -1;
	mid = floor((lo + hi) / 2);
	if (v[mid] == x) return mid;
	if (v[mid] < x) return find(v, x, mid + 1, hi);
	return find(v, x, lo, mid - 1);
}
