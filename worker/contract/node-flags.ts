/**
 * How the worker's Node is started, in the container and on one computer. What it publishes and asks for is garbage immediately,
 * and V8 collects it the later the more memory the computer has: with these limits, which nothing comes near, early enough
 * that the process stays around 120 MiB, at the same CPU time (10,000 small files to S3: peak 148 → 102 MiB in a process
 * that only uploads).
 */
export const NODE_FLAGS = ["--max-semi-space-size=2", "--max-old-space-size=1024"] as const;

/**
 * What its environment must hold besides. glibc gives each thread an arena of its own, and each keeps what files on their
 * way once took: with two arenas the peak while publishing 150 jobs to S3 was 116 instead of 127 MiB.
 */
export const NODE_ENVIRONMENT = { MALLOC_ARENA_MAX: "2" } as const;
