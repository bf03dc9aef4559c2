"""Runs jupyter-server, inside the sandbox, on the listening socket that start.sh left as descriptor 3.

The arguments outrank every configuration file in the home, and python3 -s keeps packages that a user installs there out of the
server, though not out of the kernels: none of them can break it.
"""

import socket

from jupyter_server import serverapp
from jupyter_server.base.handlers import JupyterHandler

listening = socket.socket(fileno=3)
listening.setblocking(False)

# Pages would carry the token to the browser, which has no use for it: our own proxy sends it with every request.
namespace = JupyterHandler.template_namespace.fget
JupyterHandler.template_namespace = property(lambda handler: {**namespace(handler), "token": ""})

serverapp.bind_unix_socket = lambda path, mode: listening
serverapp.main(
    argv=[
        "--ServerApp.sock=/tmp/jupyter.sock",  # a name only: see above
        "--ServerApp.allow_remote_access=True",  # no check of the Host header: only our own proxy reaches the socket
        "--ServerApp.root_dir=/home/jupyter",
        "--ServerApp.default_url=/tree",  # what opens at the root: otherwise a page that says no more than that a server runs
        "--ServerApp.open_browser=False",
        "--ServerApp.quit_button=False",
        "--ServerApp.terminals_enabled=False",
        "--ServerApp.jpserver_extensions=nbclassic=True",
    ]
)
