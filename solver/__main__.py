"""`python -m solver` is the same as `kyoso`."""

from solver.cli.start import main

if __name__ == "__main__":
    main()
