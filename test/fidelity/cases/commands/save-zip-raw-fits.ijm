// covers: ZIP..., Raw Data..., FITS...
// input: cells-16.tif
// ends: well
a = split(getArgument(), "|"); input = a[0]; output = a[1];
open(input + "/cells-16.tif");
saveAs("ZIP", output + "/a.zip");
saveAs("Raw Data", output + "/a.raw");
saveAs("FITS", output + "/a.fits");
