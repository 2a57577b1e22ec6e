#!/bin/sh
# Finds what `make demo` or `make test` needs from the system, names all of it in one list, and installs it with apt:
# as root, else through sudo, which asks for the password itself. Exit 3, with one command for an administrator, where
# neither is there. Packages named after the purpose are installed with the rest. `make` and python3-venv must be there
# before: without them make does not reach this script.
set -eu
purpose=${1:?demo or test}
shift
missing=${*:+ $*}

need() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

if [ "$purpose" = test ] || ! docker info >/dev/null 2>&1; then
  if [ "$(uname)" != Linux ]; then
    echo "kyoso runs code in Docker here: start Docker Desktop, Colima or OrbStack, then run make again (docs/install.md)." >&2
    exit 3
  fi
  # Without Docker, bubblewrap runs the code, and the compilers are this machine's own.
  need bwrap bubblewrap
  need gcc gcc
  need g++ g++
  [ -e /usr/include/stdio.h ] || missing="$missing libc6-dev"
fi
if [ "$purpose" = test ]; then
  for program in tmux chromium zsh fish; do need "$program" "$program"; done
  PATH=$PATH:/usr/sbin need debootstrap debootstrap
fi
[ -n "$missing" ] || exit 0

install="apt-get install -y --no-install-recommends$missing"
echo "Missing:$missing" >&2
if ! command -v apt-get >/dev/null 2>&1; then
  echo "Install these with your system's package manager (the names are Debian's), then run make again." >&2
  exit 3
elif [ "$(id -u)" = 0 ]; then
  as_root=
elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  as_root=sudo
  echo "Installing them with sudo, which may ask for your password." >&2
else
  echo "Ask an administrator to run:  apt-get update && $install" >&2
  exit 3
fi
$as_root apt-get -qq update
$as_root env DEBIAN_FRONTEND=noninteractive $install
