import { gunzipSync } from "node:zlib";

/** User data as the machine reads it: out of base64, and unpacked where it is gzip. Plain text comes back as it is. */
export function userDataText(userData: string): string {
  if (!BASE64.test(userData)) return userData;
  const bytes = Buffer.from(userData, "base64");
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes.toString("utf8");
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).toString("utf8");
  } catch {
    return ""; // the machine can't read it either
  }
}

/** EC2 takes 16 KiB; a thousandfold packs no script. */
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/\s]+={0,2}\s*$/;
