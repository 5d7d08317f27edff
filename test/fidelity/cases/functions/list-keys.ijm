// covers: List.set, List.get, List.getValue, List.fromArrays, List.toArrays, List.clear, List.size
// input: none
// ends: well
List.fromArrays(newArray("b", "a", "c"), newArray(2, 1, "three"));
print(List.size + " " + List.get("b") + " " + List.getValue("a") + " " + List.get("c"));
List.set("a", 10);
List.set("d", 1 / 3);
List.toArrays(k, v);
Array.print(k); Array.print(v);
print(List.getList);
List.clear();
print(List.size);
