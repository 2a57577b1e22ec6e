"""llama.cpp's server from the package xllamacpp, with those of llama-server's options that the tests use.

python -m tests.solver.models.llama_server -m FILE --port N [options]
"""

import argparse
import threading

import xllamacpp


def main() -> None:
    options = argparse.ArgumentParser()
    for *names, kind, default in (
        ("-m", "--model", str, None),
        ("--alias", str, "model"),
        ("--host", str, "127.0.0.1"),
        ("--port", int, 8080),
        ("-c", "--ctx-size", int, 0),
        ("-np", "--parallel", int, 1),
        ("-t", "--threads", int, 1),
        ("-tb", "--threads-batch", int, 1),
        ("--api-key", str, None),
    ):
        options.add_argument(*names, type=kind, default=default)
    given = options.parse_args()
    wanted = xllamacpp.CommonParams()
    wanted.model.path, wanted.model_alias = given.model, {given.alias}
    wanted.hostnames, wanted.port = [given.host], given.port
    wanted.n_ctx, wanted.n_parallel, wanted.n_gpu_layers = given.ctx_size, given.parallel, 0
    wanted.cpuparams.n_threads, wanted.cpuparams_batch.n_threads = given.threads, given.threads_batch
    wanted.api_keys = [given.api_key] if given.api_key else []
    _server = xllamacpp.Server(wanted)
    threading.Event().wait()


if __name__ == "__main__":
    main()
