// covers: function
// input: none
// ends: error
print("start");
print(twice(2));
function twice(x) {
	if (x > 3) {
		return 2 * x;
	return x;

function other(y) { return y; }
