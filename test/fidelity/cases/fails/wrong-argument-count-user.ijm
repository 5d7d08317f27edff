// covers: function
// input: none
// ends: error
print(sum(1, 2));
print(sum(1));
function sum(x, y) { return x + y; }
