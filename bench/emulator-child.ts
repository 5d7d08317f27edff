import { startEmulator } from "../test/helpers/emulator";

/** SQS and S3 in a process of their own, so that they do not share a thread with what is measured. Ends with its parent. */
async function main(): Promise<void> {
  const emulator = await startEmulator();
  process.on("message", (request: { readonly queue?: string; readonly bucket?: string }) => {
    if (request.queue !== undefined) process.send?.(emulator.makeQueues(request.queue));
    if (request.bucket !== undefined) {
      emulator.makeBucket(request.bucket);
      process.send?.({});
    }
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.({ endpoint: emulator.endpoint });
}

void main();
