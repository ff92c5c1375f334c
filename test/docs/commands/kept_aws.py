"""Keeps version 1 of the AWS command line ready, as a plugin of it (see aws.ts and https://github.com/aws/aws-cli/blob/develop/awscli/plugin.py).

To start it takes half a second of a processor, of which nearly all is the loading of its modules. So it is started once, waits here, and goes on in a
copy of its process for each command, with the words, the variables and the directory of that command, to do what it does for anybody. What comes as
the body of a POST are the directory, the number of words, the words, and the variables, each ended by NUL. What is answered is what the command
prints, and its exit code on a line of its own.
"""

import os
import select
import socket
import sys

STDIN, STDOUT, STDERR = 0, 1, 2


def awscli_initialize(_events):
    """The command line calls this before it reads its words. Returns in the copies only."""
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        ready, _, _ = select.select([listener, STDIN], [], [])
        if STDIN in ready:
            # Its end was closed by the process that has started this one.
            os._exit(0)
        connection, _ = listener.accept()
        directory, words, variables = _command_of(_body_of(connection))
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n")
        copy = os.fork()
        if copy == 0:
            listener.close()
            _become(connection, directory, words, variables)
            return
        _, status = os.waitpid(copy, 0)
        connection.sendall(f"\n{os.waitstatus_to_exitcode(status)}".encode())
        connection.close()


def _body_of(connection):
    with connection.makefile("rb") as stream:
        length = 0
        while (header := stream.readline().strip()) != b"":
            name, _, value = header.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return stream.read(length).decode()


def _command_of(body):
    directory, count, *rest = body.split("\0")[:-1]
    words, variables = rest[: int(count)], rest[int(count) :]
    return directory, words, dict(variable.split("=", 1) for variable in variables)


def _become(connection, directory, words, variables):
    os.dup2(os.open(os.devnull, os.O_RDONLY), STDIN)
    for stream in (STDOUT, STDERR):
        os.dup2(connection.fileno(), stream)
    os.chdir(directory)
    # Where the models of the services are: the command line has set it for itself while it was loaded.
    variables.setdefault("AWS_DATA_PATH", os.environ["AWS_DATA_PATH"])
    os.environ.clear()
    os.environ.update(variables)
    sys.argv[1:] = words
