// covers: function
// input: none
// ends: error
// The error is two calls down; its line is that of the inner function.
print(outer(2));
function outer(x) {
	return inner(x) + 1;
}
function inner(x) {
	return x * factr;
}
