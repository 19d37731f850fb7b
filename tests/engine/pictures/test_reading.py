import itertools
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image, ImageDraw

from clearhall.engine import pictures
from clearhall.engine.pictures import NotAvailable, Reading, ReadingConfig, ReadingFailed, TextReader, reading
from clearhall.engine.pictures.reading_worker import MOST_SLICES, SLICE_PX, slice_starts
from tests.engine.pictures import fake_reader
from tests.engine.pictures.drawing import CHINESE_FONT, as_picture, font

FAKE = "tests.engine.pictures.fake_reader"
has_reader = pytest.mark.skipif(not pictures.can_read_text(), reason="the extra `ocr` is not installed")


def wide(pixels, height=4):
    return as_picture(Image.new("RGB", (pixels, height)))


@pytest.fixture
def fake():
    with TextReader(ReadingConfig(worker=FAKE, seconds=20)) as reader:
        yield reader


def test_nothing_is_started_before_the_first_picture(fake):
    assert not fake.is_running
    found = fake.read(wide(6))
    assert fake.is_running
    assert found.text == "first\n第二行"
    assert found.lines[1].box == (1, 6, 3, 8)
    fake.close()
    assert not fake.is_running


def test_one_process_reads_many_pictures_and_threads_take_turns(fake):
    with ThreadPoolExecutor(4) as threads:
        numbers = set(threads.map(lambda _: fake.read(wide(fake_reader.SAYS_ITS_NUMBER)).text, range(12)))
    assert len(numbers) == 1


def test_after_its_idle_time_the_process_is_gone_and_the_next_picture_starts_another():
    with TextReader(ReadingConfig(worker=FAKE, idle_seconds=0.2, seconds=20)) as reader:
        first = reader.read(wide(fake_reader.SAYS_ITS_NUMBER)).text
        deadline = time.monotonic() + 20
        while reader.is_running and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not reader.is_running
        assert reader.read(wide(fake_reader.SAYS_ITS_NUMBER)).text != first


def test_a_process_that_takes_too_long_is_killed():
    with TextReader(ReadingConfig(worker=FAKE, seconds=1.5)) as reader:
        with pytest.raises(ReadingFailed, match="out of time"):
            reader.read(wide(fake_reader.HANGS))
        assert not reader.is_running


@pytest.mark.parametrize(
    ("width", "why"), [(fake_reader.DIES, "ended"), (fake_reader.SAYS_TOO_MUCH, "too long"), (2, "out of memory")]
)
def test_what_goes_wrong_is_named_and_the_next_picture_is_read(fake, width, why):
    with pytest.raises(ReadingFailed, match=why):
        fake.read(wide(width))
    assert fake.read(wide(6)).lines


def test_a_recogniser_that_cannot_be_loaded_is_not_available(fake):
    with pytest.raises(NotAvailable, match="cannot be loaded"):
        fake.read(wide(1))


def test_without_the_extra_the_answer_is_not_available_and_nothing_is_started(monkeypatch):
    monkeypatch.setattr(reading, "_NEEDED", ("no_such_recogniser",))
    assert not pictures.can_read_text()
    with TextReader() as reader:
        with pytest.raises(NotAvailable, match="extra `ocr`"):
            reader.read(wide(10))
        assert not reader.is_running


def test_neither_asking_nor_importing_loads_the_recogniser():
    code = (
        "import sys; from clearhall.engine import pictures; pictures.can_read_text();"
        "print([one for one in ('rapidocr_onnxruntime', 'onnxruntime', 'cv2', 'numba', 'zxingcpp') if one in sys.modules])"
    )
    path = {"PYTHONPATH": os.pathsep.join(sys.path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **path}, capture_output=True, text=True, timeout=100
    )
    assert ran.stdout.strip() == "[]", ran.stderr


@pytest.mark.parametrize("limits", [{"seconds": 0}, {"idle_seconds": -1}, {"memory_bytes": 0}, {"threads": 0}])
def test_limits_must_be_positive(limits):
    with pytest.raises(ValueError, match="positive"):
        ReadingConfig(**limits)


@pytest.mark.parametrize("height", [1, SLICE_PX, SLICE_PX + 1, 3 * SLICE_PX, 40_000])
def test_slices_cover_the_whole_picture_and_overlap(height):
    slices = list(slice_starts(height))
    assert (slices[0][0], slices[-1][1]) == (0, height)
    assert all(bottom - top <= SLICE_PX for top, bottom in slices)
    assert all(later[0] < earlier[1] for earlier, later in itertools.pairwise(slices))


def screen(lines, width=720, height=800):
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for i, line in enumerate(lines):
        draw.text((40, 40 + 90 * i), line, font=font(36), fill="black")
    return as_picture(image)


@has_reader
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(
    not CHINESE_FONT.exists(), reason="Chinese is drawn with Debian's fonts-noto-cjk, which is not installed"
)
def test_chinese_and_english_of_a_screenshot_are_read():
    lines = [
        "您的包裹无法投递",
        "请在今天中午之前支付关税",
        "Pay the customs fee before noon",
        "www.parcel-fee.example",
    ]
    with TextReader(ReadingConfig(seconds=200)) as reader:
        found = reader.read(screen(lines))
        assert [line.text.replace(" ", "") for line in found.lines] == [line.replace(" ", "") for line in lines]
        assert found.is_complete
        assert min(line.confidence for line in found.lines) > 0.6
        assert reader.read(wide(100, 100)) == Reading(())


@has_reader
@pytest.mark.slow
@pytest.mark.timeout(300)
def test_too_little_memory_is_an_answer_with_a_name():
    with (
        TextReader(ReadingConfig(seconds=200, memory_bytes=400_000_000)) as reader,
        pytest.raises((ReadingFailed, NotAvailable)),
    ):
        reader.read(screen(["Some words"]))


def test_a_very_long_picture_is_read_in_part():
    assert len(list(slice_starts(MOST_SLICES * SLICE_PX))) > MOST_SLICES
