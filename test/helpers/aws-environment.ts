/** What every emulator takes: the SDK insists on some credentials and a region. */
export const EMULATOR_ENVIRONMENT = {
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
} as const;

/** The environment of a process that shall speak to the emulator at `endpoint`, without this machine's own settings. */
export const environmentFor = (endpoint: string): Record<string, string> => ({
  ...EMULATOR_ENVIRONMENT,
  AWS_ENDPOINT_URL: endpoint,
});

/** Options of an AWS SDK client that speaks to the emulator at `endpoint`. */
export const clientOptions = (endpoint: string) => ({
  endpoint,
  region: EMULATOR_ENVIRONMENT.AWS_REGION,
  credentials: {
    accessKeyId: EMULATOR_ENVIRONMENT.AWS_ACCESS_KEY_ID,
    secretAccessKey: EMULATOR_ENVIRONMENT.AWS_SECRET_ACCESS_KEY,
  },
});
