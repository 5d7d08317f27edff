// covers: Property.set, Property.get, Property.getNumber, Property.getList, Property.setSliceLabel, Property.getSliceLabel
// input: stack-8.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
setBatchMode(true);
open(input + "/stack-8.tif");
Property.set("well", "A01");
Property.set("exposure", 12.5);
print(Property.get("well") + " " + Property.getNumber("exposure") + " [" + Property.get("none") + "]");
print(Property.getList);
Property.setSliceLabel("changed", 2);
setSlice(2);
print(Property.getSliceLabel + " | " + Property.getSliceLabel(1));
Property.set("well", "");
print(Property.getList);
saveAs("Tiff", output + "/properties.tif");
close();
open(output + "/properties.tif");
print(Property.get("exposure"));
