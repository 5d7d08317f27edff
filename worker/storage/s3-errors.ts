/** HTTP status of an AWS error, when it came from the service. */
export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;

/** No such object. A missing bucket is another error (except to HEAD, which has no body): it must not look empty. */
export const isMissing = (error: unknown): boolean => {
  const name = (error as Error | undefined)?.name;
  return name === "NoSuchKey" || (name === "NotFound" && statusOf(error) === 404);
};

/** What a call ended by its signal rejects with: the signal's reason instead of the SDK's own error. */
export const orReason = (error: unknown, signal: AbortSignal | undefined): unknown =>
  signal?.aborted === true ? signal.reason : error;
