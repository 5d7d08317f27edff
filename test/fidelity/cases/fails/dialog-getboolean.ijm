// covers: getBoolean
// input: none
// ends: error
if (getBoolean("Go on?")) print("yes"); else print("no");
