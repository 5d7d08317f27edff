import { describeLife, describeSecondOwner } from "./life";
import { describeMarks } from "./marks";
import { describePack } from "./pack";
import { missingCommands } from "./pulumi-project";

const missing = missingCommands();

if (missing.length > 0) {
  it(`the program under the real Pulumi engine: needs ${missing.join(" and ")} on PATH (npm run test:engine)`);
} else {
  describeLife();
  describeSecondOwner();
  describeMarks();
  describePack();
}
