import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32 } from "node:zlib";
import { type FijiInstallation } from "./installation";

const MANIFEST = "META-INF/MANIFEST.MF";
/** A manifest's lines are at most 72 bytes; a longer one continues after a blank. */
const LINE_BYTES = 70;

/**
 * Makes the jar that hands the JVM's instrumentation to the javassist of this Fiji, by which HeadlessDialogs.groovy
 * corrects how dialogs read their options without a display. It holds a manifest alone.
 * @returns the JVM's option; `undefined` for a Fiji without javassist
 */
export function agentOption({ folder }: FijiInstallation, jvmFolder: string): string | undefined {
  const jars = join(folder, "jars");
  const javassist = existsSync(jars)
    ? readdirSync(jars).find((name) => /^javassist-[\d.]+.*\.jar$/.test(name))
    : undefined;
  if (javassist === undefined) return undefined;
  const lines = [
    "Manifest-Version: 1.0",
    "Premain-Class: javassist.util.HotSwapAgent",
    "Can-Redefine-Classes: true",
    "Can-Retransform-Classes: true",
    `Class-Path: ${pathToFileURL(join(jars, javassist)).href}`, // ASCII: all else is percent-encoded
  ];
  const path = join(jvmFolder, "agent.jar");
  writeFileSync(path, zipOf(MANIFEST, Buffer.from(`${lines.map(folded).join("\r\n")}\r\n\r\n`)));
  return `-javaagent:${path}`;
}

const folded = (line: string): string => line.replace(new RegExp(`(.{${LINE_BYTES}})(?=.)`, "g"), "$1\r\n ");

/** A ZIP archive of one entry, which is not compressed. */
function zipOf(name: string, content: Buffer): Buffer {
  const entry = Buffer.alloc(26);
  entry.writeUInt16LE(10, 0); // version 1.0
  entry.writeUInt16LE(0x21, 8); // 1 January 1980
  entry.writeUInt32LE(crc32(content), 10);
  entry.writeUInt32LE(content.length, 14);
  entry.writeUInt32LE(content.length, 18);
  entry.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), entry, Buffer.from(name), content]);
  const directory = Buffer.concat([Buffer.from("PK\x01\x02\x0a\0"), entry, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, directory, Buffer.from("PK\x05\x06"), end]);
}
