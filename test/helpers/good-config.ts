/** A small config that is good: each test changes what it is about. Values are texts, as Pulumi holds them. */
export const GOOD_CONFIG: Readonly<Record<string, string>> = {
  bucket: "my-images",
  engine: "imagej",
  instanceTypes: '["m5.xlarge","m5a.xlarge"]',
  machines: "4",
  tasksPerMachine: "2",
  copiesPerTask: "2",
  vcpusPerTask: "2",
  memoryMiBPerTask: "6000",
  diskGiBPerTask: "20",
  volumeGiB: "50",
  maxSpotPrice: "0.10",
  owner: "ada",
};
