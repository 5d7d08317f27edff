// covers: for
// input: none
// ends: well
// A loop whose brace is never closed ends after its first pass, without an error.
print("start");
for (i = 0; i < 3; i++) {
	print(i);
	if (i > 1) {
		print("large");
}
