"""What Lambda starts. The function is loaded while the environment starts, which is when one that is not there has to show."""

import os

from .runtime import start

handler = start(os.environ)
