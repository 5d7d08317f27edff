// covers: Property.getInfo, Property.setInfo, Property.setList, Property.getDicomTag, Property.getList
// input: cells-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/cells-8.tif");
print("[" + Property.getInfo() + "]");
Property.setInfo("Patient: none\n0008,0020  Study Date: 20200101\nExposure: 12 ms\n");
print(Property.getInfo());
print(Property.getDicomTag("0008,0020"), "[" + Property.getDicomTag("0010,0010") + "]");
print(getInfo("Exposure"), getInfo("Patient"));
Property.setList("plate=P1\nwell=B07\ncount=12\n");
print(Property.get("well"), Property.getNumber("count") * 2);
list = split(Property.getList, "\n");
Array.sort(list);
print(String.join(list, ";"));
saveAs("Tiff", output + "/with-properties.tif");
close();
open(output + "/with-properties.tif");
print(Property.get("plate"), Property.get("well"), getInfo("Exposure"));
