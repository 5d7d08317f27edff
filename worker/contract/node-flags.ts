/**
 * How the worker's Node is started, in the container and on one computer. Small semi-spaces: buffers of files on their way
 * are garbage soon, and a young generation that grows to 64 MiB keeps them (peak 117 → 96 MiB while publishing to S3).
 */
export const NODE_FLAGS = ["--max-semi-space-size=2"] as const;
