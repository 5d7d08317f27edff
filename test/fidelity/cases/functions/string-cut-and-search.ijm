// covers: substring, indexOf, lastIndexOf, startsWith, endsWith, contains, lengthOf, charCodeAt, fromCharCode
// input: none
// ends: well
s = "Plate7_B03_w2.ome.tif";
print(substring(s, 7) + " " + substring(s, 7, 10));
print(indexOf(s, "_") + " " + indexOf(s, "_", 7) + " " + lastIndexOf(s, ".") + " " + indexOf(s, "zz"));
print(startsWith(s, "Plate") + " " + endsWith(s, ".TIF") + " " + s.contains("ome"));
print(lengthOf(s) + " " + charCodeAt(s, 0) + " " + fromCharCode(97, 98, 99));
print(s.indexOf("B") + " " + s.lastIndexOf("_") + " " + s.length + " " + s.charAt(2));
