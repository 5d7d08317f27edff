// covers: exit, function
// input: none
// ends: error
check(3);
check(-1);
print("not reached");
function check(n) {
	if (n < 0) exit("negative: " + n);
	print("good " + n);
}
