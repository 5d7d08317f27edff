// covers: newArray, Array.concat, Array.slice, Array.trim, Array.copy, Array.fill, Array.getSequence, Array.resample
// input: none
// ends: well
x = newArray(3, 1, 2);
y = Array.concat(x, newArray("a", "b"), 9);
Array.print(y);
z = Array.slice(y, 1, 3); Array.print(z);
z = Array.slice(y, 4); Array.print(z);
z = Array.trim(y, 2); Array.print(z);
c = Array.copy(x); c[0] = 100; print(x[0] + " " + c[0]);
f = newArray(3); Array.fill(f, 7); Array.print(f);
s = Array.getSequence(5); Array.print(s);
r = Array.resample(newArray(0, 10, 20), 5); Array.print(r);
n = newArray(0); print(n.length);
