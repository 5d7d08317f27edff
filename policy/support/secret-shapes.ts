/** What the texts of secrets look like, and how they are called. First match wins. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/, "a private key"],
  [/(?<![A-Z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Z0-9])/, "an AWS access key"],
  [/aws_?secret_?access_?key["']?\s*[=:]\s*["']?[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/i, "an AWS secret key"],
  [/(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/, "a GitHub token"],
  [/(?<![A-Za-z0-9])glpat-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/(?<![A-Za-z0-9])xox[abeoprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/(?<![A-Za-z0-9])(sk|rk)_live_[A-Za-z0-9]{20,}/, "a Stripe key"],
  [/(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])/, "an npm token"],
  [/(?<![A-Za-z0-9])pul-[0-9a-f]{40}(?![0-9a-f])/, "a Pulumi token"],
  [/(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/, "a JSON web token"],
  [/[a-z][a-z0-9+.-]*:\/\/[^\s/:@]+:[^\s/:@]{3,}@/i, "a password in a URL"],
];

/** Kind of the first secret in a text, e.g. `an AWS access key`; `undefined` without one. */
export function secretIn(text: string): string | undefined {
  return shapes.find(([shape]) => shape.test(text))?.[1];
}

const WORDS =
  /(^|_)(SECRET|SECRETS|PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIAL|CREDENTIALS|APIKEY|API_KEY|ACCESS_KEY|ACCESS_KEY_ID|SECRET_KEY|PRIVATE_KEY|SIGNING_KEY|ENCRYPTION_KEY)(_|$)/;
/** Such a variable says where the secret is, or how it is used. */
const POINTER = /_(ARN|FILE|PATH|DIR|NAME|URL|URI|ID|TTL|SECONDS|LENGTH|LIMIT|COUNT|ENABLED|TYPE|REGION)$/;

/** Whether a variable's name says that it holds a secret: `DB_PASSWORD`, `githubToken`; not `TOKEN_FILE`. */
export function soundsSecret(name: string): boolean {
  const upper = name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
  return WORDS.test(upper) && (/ACCESS_KEY_ID$/.test(upper) || !POINTER.test(upper));
}
