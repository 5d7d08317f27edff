// covers: if, else, print
// input: none
// ends: well
if ("abc" == "ABC") print("equal without case"); else print("different");
if ("a" < "b") print("less"); else print("not less");
if ("Z" > "a") print("greater"); else print("not greater");
if ("10" != "9") print("not equal");
x = "5";
if (x == 5) print("text equals number"); else print("text differs");
print(("b" >= "a") + ("a" <= "a"));
