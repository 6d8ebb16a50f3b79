"""IDX: the published layout byte by byte, and a sentence for what is not whole."""

import gzip

import numpy as np
import pytest

from utils.saving import idx

# Written by hand from the published description: zero, zero, 8 for unsigned bytes, two axes, the
# sizes 2 and 3 with the largest byte first, then the numbers row by row.
HEADER = b"\x00\x00\x08\x02" + b"\x00\x00\x00\x02" + b"\x00\x00\x00\x03"
WHOLE = HEADER + bytes([1, 2, 3, 4, 5, 255])


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["unpacked", "packed"])
@pytest.mark.parametrize("name", ["a-idx2-ubyte", "a-idx2-ubyte.gz"])
def test_a_file_of_six_bytes(pack, name, tmp_path):
    """The content says whether it is packed, not the name."""
    (tmp_path / name).write_bytes(pack(WHOLE))
    array = idx.read(tmp_path / name)
    np.testing.assert_array_equal(array, [[1, 2, 3], [4, 5, 255]])
    assert array.dtype == np.uint8 and array.flags.writeable


def test_sizes_take_four_bytes(tmp_path):
    """258 = 1 * 256 + 2, which another order of bytes would make 33,619,968."""
    (tmp_path / "a").write_bytes(b"\x00\x00\x08\x01\x00\x00\x01\x02" + bytes(258))
    assert idx.read(tmp_path / "a").shape == (258,)


PACKED = gzip.compress(WHOLE)
# what: content, what the sentence says
DAMAGED = {
    "empty": (b"", "is damaged or cut short"),
    "half a header": (WHOLE[:6], "is damaged or cut short"),
    "one number too few": (WHOLE[:-1], r"shape \(2, 3\), 6 bytes, and holds 5; delete it"),
    "one number too many": (WHOLE + b"\x00", "6 bytes, and holds more than 6"),
    "text": (b"<html>404</html>", "no IDX file of unsigned bytes: it must begin with 0, 0, 8"),
    "floats": (b"\x00\x00\x0d\x01\x00\x00\x00\x01\x00\x00\x00\x00", "begins with 0, 0, 13 and 1"),
    "no axis": (b"\x00\x00\x08\x00", "begins with 0, 0, 8 and 0"),
    "packed and cut": (PACKED[:-9], "is damaged or cut short .*delete it and get it again"),
    "packed, its checksum cut": (PACKED[:-4], "is damaged or cut short"),
    "packed, another checksum": (PACKED[:-8] + bytes(4) + PACKED[-4:], "damaged or cut short"),
    "packed twice": (gzip.compress(PACKED), "no IDX file of unsigned bytes"),
    "a promise of 16 exabytes": (
        b"\x00\x00\x08\x02" + b"\xff" * 8,
        "promises 18,446,744,065,119,617,025 bytes; expected at most 67,108,864",
    ),
    "zeros without end": (gzip.compress(WHOLE + bytes(10**6)), "holds more than 6"),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_is_not_whole_is_refused(case, tmp_path):
    content, sentence = DAMAGED[case]
    (tmp_path / "a.gz").write_bytes(content)
    with pytest.raises(ValueError, match=f"^a.gz .*{sentence}"):
        idx.read(tmp_path / "a.gz")


def test_a_reader_may_allow_more_or_less(tmp_path):
    (tmp_path / "a").write_bytes(WHOLE)
    assert idx.read(tmp_path / "a", max_bytes=6).size == 6
    with pytest.raises(ValueError, match="promises 6 bytes; expected at most 5"):
        idx.read(tmp_path / "a", max_bytes=5)


def test_a_missing_file_is_the_system_s_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        idx.read(tmp_path / "a")
