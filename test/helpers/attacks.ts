import fc from "fast-check";

/** Cases of a fuzz test; more by DFIJI_FUZZ_RUNS. */
export const FUZZ_RUNS = Number(process.env["DFIJI_FUZZ_RUNS"] ?? 10_000);

/** What people who mean harm, or a plate named by a cat, put into metadata. */
export const ATTACKS: Readonly<Record<string, string>> = {
  "shell command": "$(touch /tmp/pwned); `id`; | cat /etc/passwd",
  "macro code": '"); exec("sh", "-c", "id"); print("',
  "end of a macro string": "'; File.delete('/etc/passwd'); '",
  "path outside": "../../../../etc/passwd",
  "absolute path": "/etc/passwd",
  "parent folder": "..",
  "path of Windows": "..\\..\\windows\\system32",
  "one more argument": "A1 --headless -Dx=y -eval exit",
  option: "--config=/etc/shadow",
  "environment variable": "LD_PRELOAD=/tmp/evil.so",
  "reference to a variable": "${AWS_SECRET_ACCESS_KEY} $HOME %PATH%",
  "placeholder of the worker": "{output}{input}{script}{{Plate}}",
  "line of the log": 'A1\n{"level":30,"msg":"job done","jobId":"other"}\r\n',
  "terminal sequence": "\u001b[2J\u001b]0;title\u0007",
  "NUL and friends": "a\0b\u0001\u007f\u009f\u2028\u2029",
  "text from right to left": "\u202egpj.exe",
  "half a character": "\ud800",
  "prototype of objects": "__proto__",
  "very long": "x".repeat(70_000),
};

/** Any code points but halves of characters: `fc.string({ unit: "binary" })`, which takes half a second to make. */
const anyCodePoints = fc
  .array(fc.nat(0x10ffff - 0x800).map((number) => (number < 0xd800 ? number : number + 0x800)))
  .map((codePoints) => String.fromCodePoint(...codePoints));

/** Text of any kind, an attack now and then. */
export const anyText = fc.oneof(fc.string(), anyCodePoints, fc.constantFrom(...Object.values(ATTACKS)));
