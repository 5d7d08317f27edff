// covers: function, Array.print, newArray
// input: none
// ends: well
x = newArray(1, 2, 3);
change(x); Array.print(x);
y = grown(x); Array.print(y); print(x.length + " " + y.length);
x = y; x[0] = -1; print(y[0]);
function change(v) { v[0] = 50; }
function grown(v) { return Array.concat(v, newArray(v.length)); }
