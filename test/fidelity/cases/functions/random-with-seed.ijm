// covers: random
// input: none
// ends: well
random("seed", 42);
for (i = 0; i < 3; i++) print(d2s(random(), 8));
print(d2s(random("gaussian"), 8));
random("seed", 42);
print(d2s(random, 8));
