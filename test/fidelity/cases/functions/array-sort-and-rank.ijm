// covers: Array.sort, Array.reverse, Array.rotate, Array.rankPositions
// input: none
// ends: well
x = newArray(5, 3, 9, 1);
Array.sort(x); Array.print(x);
Array.reverse(x); Array.print(x);
Array.rotate(x, 1); Array.print(x);
r = Array.rankPositions(x); Array.print(r);
s = newArray("b", "A", "a10", "a2");
Array.sort(s); Array.print(s);
k = newArray(3, 1, 2); v = newArray("three", "one", "two");
Array.sort(k, v); Array.print(k); Array.print(v);
