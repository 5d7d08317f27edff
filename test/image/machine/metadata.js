// EC2's metadata service, version 2: a token first, then the facts.
const facts = {
  "instance-id": "i-0123",
  "instance-type": "m4.16xlarge",
  "placement/availability-zone": "eu-west-1b",
  "instance-life-cycle": "spot",
};
require("node:http")
  .createServer(({ method, url, headers }, response) => {
    if (method === "PUT" && url === "/latest/api/token" && headers["x-aws-ec2-metadata-token-ttl-seconds"]) {
      return response.end("secret");
    }
    const fact = facts[url.replace("/latest/meta-data/", "")];
    const isAllowed = headers["x-aws-ec2-metadata-token"] === "secret";
    response.writeHead(!isAllowed ? 401 : fact === undefined ? 404 : 200).end(fact);
  })
  .listen(80, "169.254.169.254");
