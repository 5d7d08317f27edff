// covers: Array.getStatistics, Array.findMaxima, Array.findMinima, Array.deleteValue, Array.deleteIndex, Array.filter, Array.getVertexAngles
// input: none
// ends: well
x = newArray(0, 4, 1, 8, 2, 6, 0, 9, 1);
Array.getStatistics(x, lo, hi, mean, sd);
print(lo + " " + hi + " " + d2s(mean, 4) + " " + d2s(sd, 4));
m = Array.findMaxima(x, 2); Array.print(m);
m = Array.findMinima(x, 2); Array.print(m);
y = Array.deleteValue(x, 0); Array.print(y);
y = Array.deleteIndex(x, 0); Array.print(y);
f = Array.filter(newArray("a.tif", "b.csv", "c.tif"), ".tif"); Array.print(f);
f = Array.filter(newArray("a1", "b22", "c"), "(.*[0-9]{2})"); Array.print(f);
g = Array.getVertexAngles(newArray(0, 10, 10, 0), newArray(0, 0, 10, 10), 1); Array.print(g);
