/** Another server than AWS has no regions, but the SDK insists on one. */
export const emulatorRegion = (): string =>
  process.env["AWS_REGION"] ?? process.env["AWS_DEFAULT_REGION"] ?? "us-east-1";

/**
 * The SDK announces on stderr that its releases of 2027 need a newer Node. Ours is pinned and bundled: nothing for the
 * people who read a worker's log. Call before making a client.
 */
export function withoutSdkWarning(): void {
  process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";
}
