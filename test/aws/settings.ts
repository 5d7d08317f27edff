/** What `npm run test:aws` needs. */
export interface AwsTestSettings {
  readonly region: string;
  /** A worker image by digest. @default built from docker/, which needs Docker */
  readonly image?: string;
}

/** The word that says that money may be spent. */
export const CONSENT = "spends-up-to-1-usd";

/** Settings from the environment, or everything that is missing. Credentials are looked for by the caller. */
export function awsTestSettings(
  env: Readonly<Record<string, string | undefined>>,
): { readonly settings: AwsTestSettings } | { readonly missing: readonly string[] } {
  const { DFIJI_TEST_AWS: consent, AWS_REGION: region, DFIJI_TEST_AWS_IMAGE: image, AWS_ENDPOINT_URL: other } = env;
  const missing: string[] = [];
  if (consent !== CONSENT) {
    missing.push(`DFIJI_TEST_AWS is ${said(consent)}; set it to "${CONSENT}": machines are bought on your account`);
  }
  if (region === undefined || region === "") missing.push(`AWS_REGION is ${said(region)}; set it, e.g. "us-east-1"`);
  if (other !== undefined) missing.push(`AWS_ENDPOINT_URL is ${said(other)}; unset it: only AWS itself can prove this`);
  if (region === undefined || missing.length > 0) return { missing };
  return { settings: { region, ...(image === undefined ? {} : { image }) } };
}

const said = (value: string | undefined): string => (value === undefined ? "not set" : `"${value}"`);
