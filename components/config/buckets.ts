import { type Config } from "./keys";

export interface BucketFacts {
  readonly name: string;
  readonly region: string;
  /** Account that owns it; undefined: nothing was said, it is taken for the stack's. */
  readonly owner: string | undefined;
  readonly kmsKey: string | undefined;
}

/** Where inputs and results are. @param region of the stack */
export function bucketsOf(
  config: Config,
  region: string,
): { readonly input: BucketFacts; readonly output: BucketFacts } {
  const { bucket, bucketKmsKey } = config;
  const of = (kind: "input" | "output"): BucketFacts => {
    const name = config[`${kind}Bucket`] ?? bucket;
    return {
      name,
      region: config[`${kind}BucketRegion`] ?? region,
      owner: config[`${kind}BucketOwner`],
      kmsKey: config[`${kind}BucketKmsKey`] ?? (name === bucket ? bucketKmsKey : undefined),
    };
  };
  return { input: of("input"), output: of("output") };
}
