import { type AwsOptions, leftovers as leftoversOf } from "../../cli/operate/leftovers";
import { namesOf } from "../../components/aws/names";

/** What of a stack's experiment is still there, by the program's own names. */
export const leftovers = (stack: string, options: AwsOptions = {}): Promise<readonly string[]> =>
  leftoversOf(namesOf(stack), options);
