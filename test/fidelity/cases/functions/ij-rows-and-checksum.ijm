// covers: IJ.checksum, IJ.deleteRows, IJ.getFullVersion, IJ.currentMemory, IJ.maxMemory, IJ.freeMemory, getVersion, getResultsCount, write, wait, getTime, getDateAndTime
// input: text.txt
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
write("written");
print(IJ.checksum("MD5 string", "abc"));
print(IJ.checksum("MD5 file", input + "/text.txt"));
print(getVersion, startsWith(IJ.getFullVersion, "1.54f"));
used = parseInt(IJ.currentMemory);
most = parseInt(IJ.maxMemory);
print((used > 0), (most > used), (lengthOf(IJ.freeMemory) > 0));
start = getTime();
wait(20);
print((getTime() - start >= 19));
getDateAndTime(year, month, weekday, day, hour, minute, second, millis);
print((year > 2000), (month < 12), (weekday < 7), (day > 0), (hour < 24));
for (i = 0; i < 6; i++) setResult("N", i, i * i);
updateResults();
IJ.deleteRows(1, 3);
print(nResults, getResultsCount, getResult("N", 1));
saveAs("Results", output + "/rows.csv");
