import { readFile } from "node:fs/promises";
import { type Socket } from "node:net";

/**
 * Whether the program at the other end of a connection within this computer belongs to this user (or to root, as the relay
 * of a virtual machine does). Addresses that a program opens are seen by all users in its list of arguments, so the token in
 * one is no proof. True where the system does not show it (only Linux does).
 */
export async function isOwnPeer({ remoteAddress, remotePort }: Socket): Promise<boolean> {
  const own = process.getuid?.();
  if (own === undefined || remoteAddress === undefined || remotePort === undefined) return true;
  const table = await readFile("/proc/net/tcp", "latin1").catch(() => undefined);
  if (table === undefined) return true;
  const uid = ownerOf(table, remoteAddress, remotePort);
  return uid === own || uid === 0;
}

/** User id of a socket by its own address; undefined: not in the table. */
export function ownerOf(table: string, address: string, port: number): number | undefined {
  const bytes = address
    .replace(/^::ffff:/, "")
    .split(".")
    .map(Number);
  const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");
  // the kernel writes the four bytes as one number of this computer's byte order, which is little-endian
  const local = `${bytes
    .reverse()
    .map((byte) => hex(byte, 2))
    .join("")}:${hex(port, 4)}`;
  for (const line of table.split("\n").slice(1)) {
    const fields = line.trim().split(/\s+/);
    if (fields[1] === local && fields[3] === ESTABLISHED) return Number(fields[7]);
  }
  return undefined;
}
const ESTABLISHED = "01";
