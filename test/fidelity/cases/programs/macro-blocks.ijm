// covers: macro, var, function
// input: none
// ends: well
// Macro blocks with a shared variable and a helper, as in a set of tools.
var total = 0;
macro "Count first" {
	add(3);
	print("first " + total);
}
macro "Count second [F2]" {
	add(4);
	print("second " + total);
}
function add(n) { total += n; }
