import { type JobCounts } from "./facts";

/** What the stack's protection calls the function with, besides Pulumi's own `tf`. */
export interface Protection {
  readonly protectJobs: boolean;
  /** Namespace of the stack's config keys, for the command of the message. */
  readonly project: string;
  readonly queue: string;
}

/**
 * Called before anything of the stack is deleted, and makes `pulumi destroy` end there by its error. The switch stands in
 * what the stack's state holds, since destroy runs no program. An error of the look, and a queue that is gone, refuse
 * nothing: what is broken must stay deletable.
 * @throws {Error} while jobs wait or run, with what to do
 */
export async function refuseWithJobs(
  { protectJobs, project, queue }: Protection,
  look: () => Promise<JobCounts | undefined>,
): Promise<void> {
  if (!protectJobs) return;
  const { visible, inFlight } = (await look().catch(() => undefined)) ?? { visible: 0, inFlight: 0 };
  if (visible + inFlight === 0) return;
  throw new Error(
    `${visible} jobs wait and ${inFlight} run in ${queue} (approximately). Nothing was deleted. Wait for them; or take back those that wait: \`dfiji cancel --all\`; or give all of them up: \`pulumi config set ${project}:protectJobs false\`, \`pulumi up --refresh\`, then \`pulumi destroy --refresh\` again`,
  );
}
