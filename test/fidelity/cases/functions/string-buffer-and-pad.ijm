// covers: String.resetBuffer, String.append, String.buffer, String.pad, String.copy, String.paste
// input: none
// ends: well
String.resetBuffer;
for (i = 0; i < 4; i++) String.append(i + ";");
print(String.buffer);
String.resetBuffer;
print("[" + String.buffer + "]");
print(String.pad(7, 3) + " " + String.pad("x", 3) + " " + String.pad(12345, 3));
String.copy("copied");
print(String.paste);
