// covers: function
// input: none
// ends: well
// A variable of the main part is read inside a function, without var.
factor = 3;
print(scaled(2));
function scaled(x) {
	return x * factor;
}
