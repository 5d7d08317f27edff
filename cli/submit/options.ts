import { type ENGINE_NAMES } from "../../worker/contract/job";
import { type NamedValues, type PlaceOptions } from "../shared/options";

export interface SubmitOptions extends PlaceOptions {
  readonly inputPrefix?: string;
  readonly engine?: (typeof ENGINE_NAMES)[number];
  readonly command?: readonly string[];
  readonly script?: string;
  readonly scriptSha256?: string;
  readonly param?: NamedValues;
  readonly with?: readonly string[];
  readonly argument?: string;
  readonly flat?: boolean;
  readonly pattern?: string;
  readonly naming?: string;
  readonly per?: string;
  readonly exclude?: readonly string[];
  readonly fiji?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly replace?: boolean;
  readonly skipMissing?: boolean;
  readonly sameCount?: boolean;
  readonly check: boolean;
  readonly mountBucket?: boolean;
  /** `--no-start`: false. */
  readonly start: boolean;
  readonly json?: boolean;
}
