# Runs a program on a pseudo-terminal: terminal-driver.py COLUMNS ROWS PROGRAM ARGUMENT…
# Its output goes to stdout as it is. Lines on stdin: {"write": "text"} types, {"resize": [columns, rows]} changes the size.
# Ends with the program's exit code, 128 + signal.
import fcntl, json, os, pty, select, struct, sys, termios

columns, rows, program = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(program[0], program)

fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
sources, pending = [terminal, 0], b""
while True:
    for source in select.select(sources, [], [])[0]:
        if source == terminal:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                data = b""
            if not data:
                status = os.waitpid(child, 0)[1]
                sys.exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + os.WTERMSIG(status))
            os.write(1, data)
        else:
            data = os.read(0, 65536)
            if not data:
                sources.remove(0)
            pending += data
            *lines, pending = pending.split(b"\n")
            for line in lines:
                command = json.loads(line)
                if "write" in command:
                    os.write(terminal, command["write"].encode())
                else:
                    width, height = command["resize"]
                    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
