"""A problem that asks for a sum, so that generated inputs are easy to judge."""

from problems.problem import Checker, Limits, Problem, Sample, Statements

STATEMENT = r"""### Problem Statement

Print the sum of $A_1, \ldots, A_N$.

### Constraints

- $%s$
- $%s$
- All values in the input are integers.

---

### Input

The input is given from standard input in the following format:

```
N
A_1 A_2 \ldots A_N
```

### Output

Print the sum.
"""


def sum_problem(name, *constraints):
    """A problem that asks for the sum of numbers under these constraints."""
    samples = (Sample("1", b"2\n3 4\n", b"7\n"),)
    text = Statements(en=STATEMENT % constraints)
    limits, checker = Limits(2, 1024), Checker()
    return Problem(name, "kyoso", "A", "Sum", None, None, text, samples, limits, checker, False, (), None, None)
