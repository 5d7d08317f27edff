import { readdir, readFile, readlink } from "node:fs/promises";

/** Process ids of a process and everything below it (Linux). */
export async function processTree(root: number): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => undefined); // it has just ended
    if (stat !== undefined) parents.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const isBelow = (pid: number | undefined): boolean => pid === root || (!!pid && isBelow(parents.get(pid)));
  return pids.filter(isBelow);
}

/** Inodes of the sockets that a process holds, by file descriptor (Linux). */
export async function socketsOf(pid: number): Promise<ReadonlyMap<number, string>> {
  const sockets = new Map<number, string>();
  for (const fd of await readdir(`/proc/${pid}/fd`).catch((): string[] => [])) {
    const link = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => "");
    const inode = /^socket:\[(\d+)\]$/.exec(link)?.[1];
    if (inode !== undefined) sockets.set(Number(fd), inode);
  }
  return sockets;
}

/** Rows of /proc/net for the TCP sockets of these processes that listen, and their UDP sockets (Linux). */
export async function openPorts(pids: readonly number[]): Promise<readonly string[]> {
  // the owners first: a socket that is opened meanwhile is seen the next time
  const inodes = new Set<string>();
  for (const pid of pids) for (const inode of (await socketsOf(pid)).values()) inodes.add(inode);
  const found: string[] = [];
  for (const table of ["tcp", "tcp6", "udp", "udp6"]) {
    const [, ...rows] = (await readFile(`/proc/net/${table}`, "latin1").catch(() => "")).trim().split("\n");
    for (const row of rows) {
      const columns = row.trim().split(/\s+/);
      const isOpen = table.startsWith("udp") || columns[3] === LISTEN;
      if (isOpen && inodes.has(columns[9] ?? "")) found.push(`${table}: ${row.trim()}`);
    }
  }
  return found;
}

/** State of a TCP socket, as the kernel writes it. */
const LISTEN = "0A";
