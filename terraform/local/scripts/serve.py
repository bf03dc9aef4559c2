"""Runs jupyter-server, inside the sandbox, on the listening socket that start.sh left as descriptor 3.

The arguments outrank every configuration file in the home, and python3 -s keeps packages that a user installs there out of the
server, though not out of the kernels: none of them can break it.
"""

import socket

from jupyter_server import serverapp

listening = socket.socket(fileno=3)
listening.setblocking(False)
serverapp.bind_unix_socket = lambda path, mode: listening
serverapp.main(
    argv=[
        "--ServerApp.sock=/tmp/jupyter.sock",  # a name only: see above
        "--ServerApp.allow_remote_access=True",  # no check of the Host header: only our own proxy reaches the socket
        "--ServerApp.root_dir=/home/jupyter",
        "--ServerApp.open_browser=False",
        "--ServerApp.quit_button=False",
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.jpserver_extensions=nbclassic=True",
    ]
)
