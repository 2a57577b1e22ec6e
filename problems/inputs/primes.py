"""Which numbers are prime."""

# Miller and Rabin's test with these bases is exact below 3.3 × 10^24 (Sorenson and Webster, 2015).
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)


def is_prime(number: int) -> bool:
    """Whether a number below 3.3 × 10^24 is prime (beyond, a composite number could pass; none is known)."""
    if number < 2:
        return False
    for base in _BASES:
        if number % base == 0:
            return number == base
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in _BASES:
        power = pow(base, odd, number)
        if power in (1, number - 1):
            continue
        for _turn in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True
