"""Runs the benchmarks one after the other: `python -m tests.bench [--soak] [NAME …]`.

Each compares side by side within its own run, because machines drift. The long ones run with --soak.
"""

import argparse
import subprocess
import sys

SHORT = (
    ("per_test",),
    ("submissions",),
    ("stability",),
    ("cold_judge",),
    ("stopping",),
    ("client_overhead",),
    ("attestation", "--runs", "10"),
    ("recorded_answers", "--most", "40"),
    ("input_reading",),
    ("race_save_to_verdict",),
    ("race_redraw",),
    ("race_ghost_medians",),
    ("hint_first_words",),
    ("batch_early_stop",),
    ("batch_idle_slots", "40"),
    ("report_page",),
    ("generated_inputs", "--each", "100", "--large", "1"),
    ("report_statistics", "--nights", "200", "--models", "200"),
    ("deciding_nights", "--nights", "70"),
    ("deciding_recorded",),
)
LONG = (
    ("stability", "--programs", "50", "--runs", "20"),
    ("soak_sandbox",),
    ("soak_hostile",),
    ("fuzz_supervisor", "--seconds", "600"),
    ("attestation", "--runs", "100"),
    ("likely_truth",),
    ("model_faults",),
    ("recorded_answers",),
    ("batch_idle_slots", "200"),
    ("batch_kills",),
    ("batch_faults",),
    ("batch_memory",),
    ("batch_cluster",),
    ("batch_one_model",),
    ("generated_inputs",),
    ("mutants", "--state", "mutants-state"),
    ("report_million",),
    ("export_inspect",),
    ("report_statistics",),
    ("deciding_nights",),
    ("batch_deciding_kills",),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", metavar="NAME", nargs="*", help="only these; of one that is only long, the long form")
    parser.add_argument("--soak", action="store_true", help="the long ones, in their full length")
    options = parser.parse_args()
    chosen = LONG if options.soak else SHORT
    if options.names:
        wanted = (*chosen, *(command for command in LONG if command[0] not in {short[0] for short in chosen}))
        chosen = tuple(command for command in wanted if command[0] in options.names)
        if unknown := set(options.names) - {command[0] for command in chosen}:
            parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    failed = []
    for name, *arguments in chosen:
        print(f"== {' '.join([name, *arguments])}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"tests.bench.{name}", *arguments], check=False)
        if done.returncode:
            failed.append(name)
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
