// covers: for
// input: none
// ends: error
print("start");
for (i = 0; i < 3; i++) {
	print(i);
	}
}
print("end");
